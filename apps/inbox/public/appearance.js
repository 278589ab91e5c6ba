// Runs before the first paint, so that a chosen theme never flashes. The same attributes as Appearance in libs/web/shared/util.
(function () {
  try {
    var saved = JSON.parse(localStorage.getItem('mx-appearance') || '{}');
    var root = document.documentElement;
    if (saved.theme === 'light' || saved.theme === 'dark') root.dataset.theme = saved.theme;
    if (saved.density) root.dataset.density = saved.density;
    if (saved.textSize) root.dataset.text = String(saved.textSize);
  } catch (error) {
    // Storage forbidden: the system's theme is fine.
  }
})();
