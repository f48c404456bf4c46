# One command each; tools/ holds the scripts. On Windows, where there is no make: see docs/development.md.

.PHONY: help demo run test format bench clean

help:
	@echo 'make demo    a demonstration county on 127.0.0.1:8000'
	@echo 'make run     a real installation (the first start creates an administrator)'
	@echo 'make test    everything that must hold before a change lands; CI runs only this'
	@echo 'make format  put code in the house format and mend what can be mended'
	@echo 'make bench   measure the figures of bench/'

demo:
	@tools/serve demo

run:
	@tools/serve real

test:
	@tools/test

format:
	@tools/venv requirements-dev.txt
	.venv/bin/ruff check --fix .
	.venv/bin/ruff format .

bench:
	@tools/venv requirements-dev.txt
	.venv/bin/python -m bench

clean:
	rm -rf .venv node_modules tests/browser/node_modules test-results .*_cache
