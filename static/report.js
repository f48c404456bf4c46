// Reports by phone: a draft outlives signal, session and battery; the text goes first, then the photos one by one.
const $ = (selector, root = document) => root.querySelector(selector);
const {user} = $('[data-user]').dataset;
const form = () => $('#report-form'); // it is exchanged when the server has questions
const say = (text) => { $('#draft-state').textContent = text; };
const random = (size) => crypto.getRandomValues(new Uint32Array(size)).reduce((text, each) => text + each.toString(16), '');
let draft, typing, later, sending;
// The phone's own store: one draft for a user and a form.
const done = (asked) => new Promise((resolve, reject) => Object.assign(asked, {onsuccess: () => resolve(asked.result), onerror: reject}));
const opening = indexedDB.open('zz', 1);
opening.onupgradeneeded = () => opening.result.createObjectStore('drafts', {keyPath: 'id'});
const opened = done(opening);
const store = async (act) => done(act((await opened).transaction('drafts', 'readwrite').objectStore('drafts')));
const keep = () => store((drafts) => drafts.put(draft));
// A page that was kept has an old token, or is somebody else's: every post asks for a fresh one. Throws what is not accepted.
async function post(path, fields) {
  const headers = {'HX-Request': 'true'}, answer = await fetch(`${draft.url}/token`, {headers});
  const fresh = answer.ok ? await answer.json() : {};
  if (String(fresh.user) !== user) throw {status: answer.ok ? 401 : answer.status};
  const body = Object.entries(fields).reduce((data, pair) => { data.append(...pair); return data; }, new FormData());
  const sent = await fetch(draft.url + path, {method: 'POST', body, headers: {...headers, 'X-CSRFToken': fresh.token}});
  return sent.ok ? sent : Promise.reject(sent);
}
// Photos. A large JPEG is made small; the head of the original goes with it, for when and where it was taken.
function show(photo, state = photo.done ? '已上传' : photo.refused || '待上传') {
  let box = $(`[data-photo="${photo.id}"]`);
  if (!box) {
    box = $('#photo-template').content.firstElementChild.cloneNode(true);
    box.dataset.photo = photo.id;
    $('img', box).src = URL.createObjectURL(photo.blob);
    $('.zz-photo-add').before(box);
  }
  $('[data-retry]', box).textContent = `${photo.time} ${state}`;
}
async function small(file) {
  if (file.size <= 3e6 || file.type !== 'image/jpeg') return file;
  const picture = await createImageBitmap(file), scale = Math.min(1, 2560 / Math.max(picture.width, picture.height));
  const canvas = new OffscreenCanvas(picture.width * scale, picture.height * scale);
  canvas.getContext('2d').drawImage(picture, 0, 0, canvas.width, canvas.height);
  return canvas.convertToBlob({type: 'image/jpeg', quality: 0.85});
}
async function upload(photo) {
  const fields = {client_key: draft.key, month: draft.fields.month || '', head: photo.head, photo: new File([photo.blob], photo.name)};
  for (const pause of [0, 2000, 8000]) {
    await new Promise((resolve) => setTimeout(resolve, pause));
    show(photo, '正在上传');
    const answer = await post('/photos', fields).catch((error) => error);
    if (answer.status === 401) throw answer;
    Object.assign(photo, {done: answer.status === 201, refused: answer.status === 422 && await answer.text()});
    if (photo.done || photo.refused) return show(photo);
  }
  return show(photo, '失败，点此重试');
}
const WORDS = {0: '文字已上报，照片没有传完', 401: '已存本机，登录后上报', 422: '请核对后再上报', undefined: '无信号，已存本机，有信号后自动上报'};
async function send() { // the same key again is the same report, so that a lost answer does no harm
  if (sending) return;
  sending = draft.queued = true;
  clearTimeout(later); say('正在上报…');
  try {
    await keep();
    draft.sent ||= (await post('', {...draft.fields, client_key: draft.key, age: (Date.now() - draft.at) / 1000})).headers.get('HX-Redirect');
    $('#report-fields').disabled = true;
    for (const photo of draft.photos.filter((each) => !each.done && !each.refused)) await upload(photo).finally(keep);
    if (!draft.photos.every((photo) => photo.done)) throw {status: 0};
    await store((drafts) => drafts.delete(draft.id));
    location.assign(draft.sent);
  } catch (error) {
    say(WORDS[error.status] ?? '没有上报成功，内容已存本机，请稍后再试');
    $('#signed-out').hidden = error.status !== 401;
    if (error.status === 422) {
      $('#report').outerHTML = await error.text();
      draft.photos.forEach((photo) => show(photo));
      $('[data-focus]').focus();
      draft.queued = false;
    }
    await keep();
  } finally { sending = false; }
}
async function save(pause = 3000) { // on the phone at once, on the server every few seconds
  [typing, later].forEach(clearTimeout);
  const texts = [...new FormData(form())].filter(([name, value]) => typeof value === 'string' && name !== 'csrf_token');
  if (!draft.sent) Object.assign(draft, {fields: Object.fromEntries(texts), at: Date.now(), queued: false});
  await keep();
  say('草稿已存本机 · 离线可填');
  later = setTimeout(() => !draft.sent && post('/draft', {...draft.fields, client_key: draft.key, at: draft.at}).catch(() => {}), pause);
}
function typed({target}) {
  if (target.type === 'file' || target.form !== form()) return;
  clearTimeout(typing); typing = setTimeout(save, 300);
  const {base, plan} = $('#month')?.dataset ?? {}, sum = Number(base) + Number(form().elements.invested?.value.replace(/[,，\s]/g, ''));
  const words = `年累计将为 ${sum.toLocaleString('zh-CN', {maximumFractionDigits: 6})} 万元`;
  if (!Number.isNaN(sum)) $('#outlook').textContent = plan > 0 ? `${words}，占年计划 ${(sum * 100 / plan).toFixed(1)}%` : words;
}
async function picked({target}) {
  for (const file of target.files ?? []) {
    const time = new Date(file.lastModified).toTimeString().slice(0, 5), blob = await small(file).catch(() => file);
    draft.photos.push({id: random(2), name: file.name, time, blob, head: file.slice(0, 131072)});
    show(draft.photos.at(-1));
    await save();
  }
  if (target.files) target.value = '';
}
function pressed({target}) {
  const box = target.closest('[data-photo]'), photo = draft.photos.find(({id}) => id === box?.dataset.photo);
  if (!photo || photo.done) return;
  if (target.matches('[data-remove]')) { draft.photos = draft.photos.filter((each) => each !== photo); box.remove(); }
  photo.refused = '';
  if (draft.sent) send(); else keep();
}
async function submitted(event) {
  if (event.target !== form()) return;
  event.preventDefault();
  await save(0);
  if (event.submitter?.matches('[data-draft]')) say('草稿已存，换手机也能接着填'); else send();
}
async function open() {
  const {elements, dataset, action} = form(), url = new URL(action).pathname, id = `${user} ${url}`;
  draft = await store((drafts) => drafts.get(id)) || {id, url, key: random(4), fields: {}, photos: [], at: 0};
  const newer = draft.at > dataset.saved && !location.search; // than what the server filled in
  for (const [name, value] of Object.entries(draft.fields)) if (newer && elements[name]) elements[name].value = value;
  for (const photo of draft.photos) show(photo);
  const resume = () => draft.queued && send(), listeners = {input: typed, change: picked, click: pressed, submit: submitted, online: resume};
  for (const pair of Object.entries(listeners)) addEventListener(...pair);
  resume(); setInterval(resume, 20_000); // a phone does not always say that it is online again
}
navigator.serviceWorker?.register('/sw.js');
if (form()) open(); else if ($('#waiting')) store((drafts) => drafts.getAll()).then((all) => { // the start page links to what still waits
  for (const {id, queued, url: href} of all) if (queued && id.startsWith(`${user} `)) Object.assign($('#waiting'), {href, hidden: false});
});
