// What every screen of the game shares: words, numbers, packed tables, theme.
// Components find it as `ceasefire`; nothing here knows a game's rules.
window.ceasefire = (function () {
  'use strict'

  // -- words -----------------------------------------------------------------
  let words = {}

  // Sentences come with the language they are in, which the document and its numbers take over.
  function learn(json) {
    if (!json) return
    words = JSON.parse(json)
    document.documentElement.lang = words.language || 'en'
  }
  const language = () => document.documentElement.lang || 'en'
  const languages = () => words.languages || []

  // The sentence of that key, values filled in; with `count`, the form that its language's plural asks for.
  function say(key, values) {
    let text = words[key]
    if (text === undefined && values && 'count' in values) {
      text = words[key + '.' + plural(values.count)] ?? words[key + '.other']
    }
    if (text === undefined) return key
    return text.replace(/\{(\w+)\}/g, (all, name) => (values && name in values ? values[name] : all))
  }

  const plurals = {}
  function plural(value) {
    const spoken = language()
    plurals[spoken] = plurals[spoken] || new Intl.PluralRules(spoken)
    return plurals[spoken].select(Number(value))
  }

  const knows = (key) => key in words
  const named = (beginning) => Object.keys(words).filter((key) => key.startsWith(beginning))

  // -- numbers ---------------------------------------------------------------
  const MISSING = '–'
  const minus = (text) => text.replace('-', '−')
  // A number as the page's language writes it; ways of writing are dear to make, and kept.
  const ways = {}
  function local(value, style) {
    const form = { percent: { style: 'percent' }, tenths: { notation: 'compact', maximumFractionDigits: 1 }, short: { notation: 'compact', maximumFractionDigits: 0 } }[style]
    const key = language() + ' ' + style
    ways[key] = ways[key] || new Intl.NumberFormat(language(), form)
    return minus(ways[key].format(value))
  }
  const fine = (value) => value !== null && value !== undefined && Number.isFinite(value)

  // Utility as points of a hundred; the sign stands for differences.
  const points = (value) => (fine(value) ? minus(String(Math.round(value * 100) || 0)) : MISSING)
  function signed(value) {
    if (!fine(value)) return MISSING
    const rounded = Math.round(value * 100) || 0
    return rounded > 0 ? '+' + rounded : minus(String(rounded))
  }
  function percent(share) {
    if (!fine(share)) return MISSING
    const written = (whole) => (language() === 'en' ? whole + '%' : local(whole / 100, 'percent'))
    if (share > 0 && share < 0.01) return '<' + written(1)
    if (share < 1 && share > 0.99) return '>' + written(99)
    return written(Math.round(share * 100))
  }
  function count(value) {
    if (!fine(value)) return MISSING
    const size = Math.abs(value)
    if (size >= 1e4 && language() !== 'en') return local(value, size >= 1e6 ? 'tenths' : 'short')
    if (size >= 1e6) return minus((value / 1e6).toFixed(1)) + 'm'
    if (size >= 1e4) return minus(String(Math.round(value / 1e3))) + 'k'
    return local(Math.round(value))
  }
  const show = { points, signed, percent, count }

  // -- packed tables ---------------------------------------------------------
  function bytes(text) {
    const raw = atob(text)
    const out = new Uint8Array(raw.length)
    for (let i = 0; i < raw.length; i++) out[i] = raw.charCodeAt(i)
    return out
  }

  // {bits: 8|16, low, high, data}: equal steps from low to high, the last code is "missing".
  function unpack(packed) {
    if (!packed) return null
    const codes = packed.bits === 16 ? new Uint16Array(bytes(packed.data).buffer) : bytes(packed.data)
    const top = packed.bits === 16 ? 65534 : 254
    const step = (packed.high - packed.low) / top
    const out = new Float32Array(codes.length)
    for (let i = 0; i < codes.length; i++) {
      out[i] = codes[i] > top ? NaN : packed.low + codes[i] * step
    }
    return out
  }

  const flags = (text) => (text ? bytes(text) : null)

  // Terms are numbered like the digits of a number: the last issue turns fastest.
  function numberOf(choice, sizes) {
    let n = 0
    for (let i = 0; i < sizes.length; i++) n = n * sizes[i] + choice[i]
    return n
  }
  function choiceOf(number, sizes) {
    const choice = new Array(sizes.length)
    for (let i = sizes.length - 1; i >= 0; i--) {
      choice[i] = number % sizes[i]
      number = Math.floor(number / sizes[i])
    }
    return choice
  }

  // The round's tables as the server sent them, unpacked once.
  function terms(packed) {
    const rivals = packed.rivals.map((r) => ({ ...r, values: unpack(r.values), accept: unpack(r.accept) }))
    const own = { ...packed.own, values: unpack(packed.own.values) }
    const table = { ...packed, own, rivals, passes: unpack(packed.passes), ok: flags(packed.ok) }
    table.picks = notable(table)
    return Object.freeze(table)
  }

  // Terms worth looking at: likeliest to pass, best for the seat at even odds, most even of the possible.
  function notable(table) {
    const { own, rivals, passes, ok, minimum } = table
    let best = -1
    let even = -1
    let margin = -Infinity
    for (let n = 0; n < ok.length; n++) {
      if (!ok[n]) continue
      if (passes[n] >= 0.5 && (best < 0 || own.values[n] > own.values[best])) best = n
      const least = Math.min(own.values[n] - minimum, ...rivals.map((r) => r.values[n] - r.band.mean))
      if (least > margin && passes[n] >= 0.25) { margin = least; even = n }
    }
    const found = [['likeliest', table.likeliest], ['best', best], ['even', even]]
    return found.map(([key, number]) => ({ key, number }))
  }

  // -- scales ----------------------------------------------------------------
  function ticks(low, high, wanted) {
    const span = high - low || 1
    const rough = span / Math.max(1, wanted)
    const power = Math.pow(10, Math.floor(Math.log10(rough)))
    const step = [1, 2, 5, 10].map((m) => m * power).find((s) => s >= rough)
    const out = []
    for (let v = Math.ceil(low / step - 1e-9) * step; v <= high + step * 1e-6; v += step) {
      out.push(Math.abs(v) < step * 1e-6 ? 0 : v)
    }
    return out
  }
  const scale = (low, high, from, to) => (v) => from + ((v - low) / (high - low || 1)) * (to - from)

  // -- a key for one press: the same press sent twice is one press --------------
  function press() {
    const random = new Uint8Array(12)
    crypto.getRandomValues(random)
    return Array.from(random, (b) => b.toString(16).padStart(2, '0')).join('')
  }

  // -- theme -----------------------------------------------------------------
  const root = document.documentElement
  const listeners = new Set()
  const KEY = ':solara:theme.variant'
  const systemDark = () => window.matchMedia('(prefers-color-scheme: dark)').matches

  function variant() {
    try {
      return JSON.parse(localStorage.getItem(KEY)) || 'auto'
    } catch (refused) {
      return 'auto'
    }
  }
  function applyTheme() {
    const chosen = variant()
    const dark = chosen === 'dark' || (chosen === 'auto' && systemDark())
    root.dataset.theme = dark ? 'dark' : 'light'
    listeners.forEach((listener) => listener(dark))
    return dark
  }
  function chooseTheme(name) {
    try {
      localStorage.setItem(KEY, JSON.stringify(name))
    } catch (refused) { /* nothing to remember it in */ }
    return applyTheme()
  }
  const NEXT = { auto: 'light', light: 'dark', dark: 'auto' }
  const turnTheme = () => chooseTheme(NEXT[variant()] || 'light')
  function onTheme(listener) {
    listeners.add(listener)
    return () => listeners.delete(listener)
  }
  window.matchMedia('(prefers-color-scheme: dark)').addEventListener('change', applyTheme)
  // another tab chose one
  window.addEventListener('storage', (event) => { if (event.key === KEY) applyTheme() })
  applyTheme()

  // whether the person asked for less motion
  const calm = () => window.matchMedia('(prefers-reduced-motion: reduce)').matches

  // Asking for a style in the middle of a drawing makes the browser work it all out: ask once a theme.
  function colour(name) {
    const theme = root.dataset.theme
    if (mixed.theme !== theme) mixed = { theme }
    return mixed[name] || (mixed[name] = getComputedStyle(root).getPropertyValue('--' + name).trim())
  }
  let mixed = {}

  // -- components ------------------------------------------------------------
  // A part of a screen may use the other parts its screen was sent with.
  function adopt(part) {
    const known = part.$parent && part.$parent.$options.components
    if (!known) return
    const own = part.$options.components
    part.$options.components = Object.assign(Object.create(Object.getPrototypeOf(own)), known, own)
  }
  // A screen that asks the server for something: while it waits, and what went wrong last. A screen
  // takes them one by one, for it is built of its own data, watch and methods, and of no mixin.
  const asking = {
    data: () => ({ busy: false, problem: '' }),
    watch: {
      trouble() { this.busy = false; this.problem = JSON.parse(this.trouble).text },
    },
  }
  const speech = { beforeCreate() { adopt(this) }, methods: { say, ...show } }

  // The id of the field in which a value of a text is changed, by the path where it stands.
  const fieldId = (path) => 'field-' + path.join('-').replace(/[^\w-]/g, '_')

  // Width of an element as it changes, for drawings that need pixels.
  function onWidth(element, callback) {
    const observer = new ResizeObserver(() => callback(element.clientWidth))
    observer.observe(element)
    callback(element.clientWidth)
    return () => observer.disconnect()
  }

  // -- keys ------------------------------------------------------------------
  // An element says with aria-keyshortcuts which key presses it; the help lists what is on the page.
  const KEYS = 'ceasefire:keys'
  const WRITING = 'input, select, textarea, [contenteditable], [role=slider]'

  function keysOn() {
    try {
      return localStorage.getItem(KEYS) !== 'off'
    } catch (refused) {
      return true
    }
  }
  function turnKeys(on) {
    try {
      localStorage.setItem(KEYS, on ? 'on' : 'off')
    } catch (refused) { /* on until the page goes */ }
  }
  const called = (element) => element.getAttribute('data-key-name') || element.getAttribute('aria-label') || element.textContent.trim()
  const SHOWN = { ArrowLeft: '←', ArrowRight: '→', ArrowUp: '↑', ArrowDown: '↓', '+': ' + ' }
  function keys(control = 'Ctrl') {
    const shown = (key) => key.replace('Control', control).replace(/Arrow\w+|\+/g, (part) => SHOWN[part])
    return Array.from(document.querySelectorAll('.screen [aria-keyshortcuts]')).map((element) => {
      const key = element.getAttribute('aria-keyshortcuts')
      return { key, shown: shown(key), name: called(element), element }
    })
  }
  document.addEventListener('keydown', (event) => {
    if (event.defaultPrevented || event.altKey || event.metaKey || event.isComposing) return
    if (document.querySelector('dialog[open]') || (!event.ctrlKey && event.target.closest(WRITING))) return
    const pressed = (event.ctrlKey ? 'Control+' : '') + event.key
    // with Control a key is never pressed by mistake; the others can be turned off
    if (!event.ctrlKey && pressed !== '?' && !keysOn()) return
    const found = keys().find((k) => k.key === pressed && !k.element.disabled)
    if (!found) return
    event.preventDefault()
    found.element.click()
  })

  // -- the focus ---------------------------------------------------------------
  // What one pressed may be disabled while the server works, or go as the page changes. Whoever goes
  // by keys or hears the page then stays where they were: on it, or in the nearest part that is left.
  let held = null
  const lost = () => !document.activeElement || document.activeElement === document.body
  const may = (e) => e.isConnected && !e.disabled && e.checkVisibility()
  document.addEventListener('focusin', (event) => {
    const around = []
    for (let e = event.target; e && e !== document.body; e = e.parentElement) around.push(e)
    held = { around, at: location.href }
  })
  // a press beside everything leaves on purpose
  document.addEventListener('pointerdown', () => { held = null })

  function hold() {
    if (!held || !lost() || document.querySelector('dialog[open]')) return
    if (held.at !== location.href) { held = null; return }
    const [was] = held.around
    if (was.isConnected && was.disabled) return
    const part = may(was) ? was : held.around.slice(1).find((e) => may(e) && e.matches('section, article, main, .card')) || document.querySelector('.screen main')
    if (!part) return
    if (part !== was) part.tabIndex = -1
    part.focus({ preventScroll: part !== was })
  }
  let soon = 0
  new MutationObserver(() => {
    if (!held || soon || !lost()) return
    soon = requestAnimationFrame(() => { soon = 0; hold() })
  }).observe(document.documentElement, { childList: true, subtree: true, attributes: true, attributeFilter: ['disabled', 'hidden', 'open'] })

  // -- the document ----------------------------------------------------------
  if (!root.lang) root.lang = 'en'
  const viewport = document.querySelector('meta[name=viewport]')
  if (viewport) viewport.content = 'width=device-width, initial-scale=1'

  return {
    learn, say, language, languages, knows, named, show, fine, unpack, flags, terms, numberOf, choiceOf, ticks, scale, press,
    variant, calm, chooseTheme, turnTheme, onTheme, colour, adopt, asking, speech, fieldId, onWidth, keys, keysOn, turnKeys,
  }
})()

// A page whose socket was cut asks once a second whether the server is there, and connects when it
// is. Left alone it would try seven times, each time later, and then never again.
;(function () {
  'use strict'
  const SPREAD = 2000

  async function answers() {
    try {
      return (await fetch('/health', { cache: 'no-store' })).ok
    } catch (_) {
      return false
    }
  }

  // so that a class of two hundred does not come back in one moment
  async function whenBack(connect) {
    const wait = (most) => new Promise((done) => setTimeout(done, most * (0.5 + Math.random() / 2)))
    if (!(await answers())) {
      do await wait(1000)
      while (!(await answers()))
      await wait(SPREAD * Math.random())
    }
    connect()
  }

  // What the handler of a cut socket does at last is to put off the next attempt.
  function handled(socket, handler, event) {
    const later = window.setTimeout
    const asked = []
    window.setTimeout = (...given) => asked.push(given) && 0
    try {
      handler.call(socket, event)
    } finally {
      window.setTimeout = later
    }
    const last = asked.pop()
    for (const one of asked) later(...one)
    if (last) whenBack(last[0])
  }

  // on the prototype: who opens the sockets was loaded before
  const plain = Object.getOwnPropertyDescriptor(WebSocket.prototype, 'onclose')
  Object.defineProperty(WebSocket.prototype, 'onclose', {
    ...plain,
    set(handler) {
      const ours = handler && this.url.includes('/jupyter/api/kernels/')
      plain.set.call(this, ours ? (event) => handled(this, handler, event) : handler)
    },
  })
})()
