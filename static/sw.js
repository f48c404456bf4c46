// Keeps the report pages that were opened, for places without a signal; forgets them at sign-in and sign-out.
const PAGES = 'zz-pages', FILES = 'zz-files', START = '/projects/report';
const kept = (url) => caches.match(url, {ignoreVary: true});
const keep = async (name, url, answer) => (await caches.open(name)).put(url, answer.clone());
addEventListener('install', (event) => event.waitUntil(caches.open(PAGES).then((pages) => pages.add(START))));
addEventListener('activate', (event) => event.waitUntil(clients.claim()));
addEventListener('fetch', (event) => {
  const {request} = event, {origin, pathname, search} = new URL(request.url);
  if (origin !== location.origin) return;
  if (request.method === 'POST' && /^\/log(in|out)$/.test(pathname)) event.waitUntil(Promise.all([PAGES, FILES].map((name) => caches.delete(name))));
  if (request.method !== 'GET' || request.headers.has('HX-Request')) return;
  if (pathname.startsWith('/static/')) event.respondWith(file(request, search));
  else if (/^\/projects\/(report|\d+\/report)$/.test(pathname)) event.respondWith(page(request, pathname, search));
  else if (request.mode === 'navigate') event.respondWith(fetch(request).catch(async () => await kept(START) ? Response.redirect(START) : Response.error()));
});
async function file(request, search) {
  const found = await kept(request.url), answer = found ?? await fetch(request);
  if (!found && answer.ok && search) await keep(FILES, request.url, answer);
  return answer;
}
async function page(request, pathname, search) {
  const found = await kept(pathname), fresh = fetch(request);
  const saved = fresh.then((answer) => { if (answer.ok && !search) return keep(PAGES, pathname, answer); }).catch(() => {});
  if (!found) return saved.then(() => fresh);
  return Promise.race([fresh.catch(() => found), new Promise((resolve) => setTimeout(resolve, 5000, found))]); // on a weak signal
}
