// Sets theme and language before the first paint, so that nothing flashes. A classic script on purpose.
(() => {
  let saved = {};
  try {
    saved = JSON.parse(localStorage.getItem('sandbox') || '{}') || {};
  } catch {
    saved = {};
  }
  const root = document.documentElement;
  const dark = matchMedia('(prefers-color-scheme: dark)').matches;
  root.dataset.theme = ['light', 'dark'].includes(saved.theme) ? saved.theme : dark ? 'dark' : 'light';
  const browser = (navigator.languages?.[0] || 'ru').toLowerCase();
  root.lang = ['ru', 'en'].includes(saved.language) ? saved.language : browser.startsWith('en') ? 'en' : 'ru';
})();
