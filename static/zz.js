// All behaviour that plain HTML and htmx cannot give. Every page works without it.
const $ = (selector, root = document) => root.querySelector(selector);
const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
document.documentElement.classList.add('js');

// Toasts: the server sends HX-Trigger {"toast": "…"}; flashed messages are already in the region.
function leave(toast) {
  toast.classList.add('zz-leaving');
  setTimeout(() => toast.remove(), 350);
}
function toast(text) {
  const box = $('#toast-template').content.firstElementChild.cloneNode(true);
  $('[data-text]', box).textContent = text;
  $('#toasts').append(box);
  setTimeout(leave, 7000, box);
}
$$('#toasts .zz-toast').forEach((box) => setTimeout(leave, 7000, box));
addEventListener('toast', (event) => toast(event.detail.value));
addEventListener('htmx:sendError', () => toast('网络不通，刚才的操作没有提交，请稍后再试'));

// Dialogs: data-dialog="id" opens, data-close closes; the link's href is the way without JavaScript.
function openDialog(opener, event) {
  const dialog = document.getElementById(opener.dataset.dialog);
  if (!dialog) return;
  event.preventDefault();
  dialog.showModal();
}

function close(at) {
  const box = at.closest('dialog, .zz-toast, .zz-alert');
  if (box.matches('dialog')) box.close(); else leave(box);
}

// data-confirm="…": ask first, then let the same click through.
function confirmed(element, event) {
  if (element.dataset.yes) { delete element.dataset.yes; return; }
  event.preventDefault();
  event.stopImmediatePropagation();
  const dialog = $('#confirm');
  $('[data-text]', dialog).textContent = element.dataset.confirm;
  dialog.onclose = () => {
    if (dialog.returnValue !== 'yes') return;
    element.dataset.yes = '1';
    element.click();
  };
  dialog.returnValue = '';
  dialog.showModal();
}

addEventListener('click', (event) => {
  const asking = event.target.closest('[data-confirm]');
  if (asking) confirmed(asking, event);
}, true);

addEventListener('click', (event) => {
  const at = event.target;
  $$('details[open].zz-pop, details[open].zz-light').forEach((box) => { if (!box.contains(at)) box.open = false; });
  if (event.defaultPrevented) return;
  const opener = at.closest('[data-dialog]');
  if (opener) return openDialog(opener, event);
  if (at.closest('[data-close]')) return close(at);
  if (at.matches('dialog')) return at.close();
  const copying = at.closest('[data-copy]');
  if (copying) return copy(document.getElementById(copying.dataset.copy));
  if (at.closest('[data-print]')) return print();
  openRow(at, event);
});

async function copy(source) {
  const text = source.value ?? source.innerText;
  try { await navigator.clipboard.writeText(text); } catch {
    getSelection().selectAllChildren(source);
    if (source.select) source.select();
    document.execCommand('copy');
  }
  toast('已复制，可直接粘贴到工作群');
}

// A whole row opens; what is itself pressable inside it does not, nor does selecting text.
function openRow(at, event) {
  const row = at.closest('tr[data-href]');
  if (!row || at.closest('a, button, input, label, select, textarea, summary, details') || String(getSelection())) return;
  if (event.ctrlKey || event.metaKey) open(row.dataset.href, '_blank', 'noopener'); else location.assign(row.dataset.href);
}

// Keys: / or Ctrl+K to search; j k to walk the rows (arrows once in a row); Enter opens the row's own link.
function walkRows(step) {
  const links = $$('.zz-table tr[data-href] a:first-of-type').filter((link) => link.closest('td').matches('.c-name'));
  const here = links.findIndex((link) => link.closest('tr').contains(document.activeElement));
  const next = links[here < 0 ? 0 : here + step];
  if (next) { next.focus(); next.scrollIntoView({block: 'nearest'}); }
  return Boolean(next);
}
addEventListener('keydown', (event) => {
  const search = $$('[data-search]').find((input) => input.offsetParent);
  const ctrlK = event.key.toLowerCase() === 'k' && (event.ctrlKey || event.metaKey);
  const typing = event.target.closest('input, select, textarea, dialog, [contenteditable]');
  if (search && (ctrlK || (event.key === '/' && !typing))) { event.preventDefault(); search.focus(); search.select(); return; }
  if (event.key === 'Escape') {
    const box = $('details[open].zz-pop, details[open].zz-light');
    if (box) { box.open = false; $('summary', box).focus(); }
  }
  if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
  const arrow = event.target.closest('.zz-table') && {ArrowDown: 1, ArrowUp: -1}[event.key];
  const step = {j: 1, k: -1}[event.key] || arrow;
  if (step && walkRows(step)) event.preventDefault();
});

// Filters: search while typing, but not in the middle of a Chinese word; nothing empty in the address.
let pause;
let composing = false;
const typed = (event) => {
  if (!event.target.matches('[data-typing]') || composing) return;
  clearTimeout(pause);
  pause = setTimeout(() => event.target.dispatchEvent(new Event('typed', {bubbles: true})), 400);
};
addEventListener('input', typed);
addEventListener('compositionstart', () => { composing = true; });
addEventListener('compositionend', (event) => { composing = false; typed(event); });
addEventListener('htmx:configRequest', ({detail}) => {
  if (detail.verb !== 'get') return;
  [...detail.formData.entries()].forEach(([name, value]) => { if (value === '') detail.formData.delete(name); });
});

// After a swap: open lists stay open with the focus where it was; an error summary takes it.
let opened = [];
let focused = '';
addEventListener('htmx:beforeSwap', ({detail}) => {
  if (composing) detail.shouldSwap = false; // the finished word asks again
  opened = $$('details[open][id]').map((box) => box.id);
  focused = document.activeElement.id;
});
addEventListener('htmx:afterSettle', () => {
  opened.forEach((id) => document.getElementById(id)?.setAttribute('open', ''));
  const error = $('[data-focus]');
  if (error) error.focus();
  else if (document.activeElement === document.body) document.getElementById(focused)?.focus();
});
$('[data-focus]')?.focus();
