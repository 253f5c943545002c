// The theme follows the reader's system until they choose one themselves.
(function () {
  const key = ':solara:theme.variant'
  try {
    if (!localStorage.getItem(key)) localStorage.setItem(key, JSON.stringify('auto'))
    theme.variant = JSON.parse(localStorage.getItem(key))
  } catch (refused) { /* private windows may refuse storage: the page stays light */ }
})()

// ui/palette.py names these: action, second ink, missed, warn
var vuetifyThemes = {
  light: { primary: '#1f3f56', secondary: '#525c66', error: '#b4023f', warning: '#8a3a00' },
  dark: { primary: '#a9cfe8', secondary: '#a9b1b8', error: '#e76882', warning: '#f0b27a' },
}
