// The theme follows the reader's system until they choose one themselves.
(function () {
  const key = ':solara:theme.variant'
  try {
    if (!localStorage.getItem(key)) localStorage.setItem(key, JSON.stringify('auto'))
    theme.variant = JSON.parse(localStorage.getItem(key))
  } catch (refused) { /* private windows may refuse storage: the page stays light */ }
})()

var vuetifyThemes = {
  light: { primary: '#23485f', secondary: '#56606a', error: '#a5164a', warning: '#8a5a00' },
  dark: { primary: '#9cc7e4', secondary: '#a6adb4', error: '#f58cb0', warning: '#e0b060' },
}
