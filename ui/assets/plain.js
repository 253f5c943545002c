// What plain pages do: theme, help, waiting, forms.
(function () {
  'use strict'
  const turning = document.querySelector('[data-turn]')
  const wear = () => {
    const chosen = ceasefire.variant()
    for (const face of turning.querySelectorAll('svg')) face.toggleAttribute('hidden', face.dataset.theme !== chosen)
    turning.title = turning.dataset[chosen]
    turning.setAttribute('aria-label', turning.title)
  }
  if (turning) {
    turning.addEventListener('click', () => ceasefire.turnTheme())
    ceasefire.onTheme(wear)
    wear()
  }
  const help = document.querySelector('[data-help]')
  if (help) {
    const box = document.querySelector('dialog.glossary')
    const list = box.querySelector('[data-keys]')
    const switched = box.querySelector('[data-switch]')
    const line = (key) => {
      const row = document.createElement('div')
      const [name, what] = ['dt', 'dd'].map((kind) => row.appendChild(document.createElement(kind)))
      name.appendChild(document.createElement('kbd')).textContent = key.shown
      what.textContent = key.name
      return row
    }
    help.addEventListener('click', (event) => {
      list.replaceChildren(...ceasefire.keys(list.dataset.control).map(line))
      box.querySelector('.keys').open = event.detail === 0
      switched.checked = ceasefire.keysOn()
      box.showModal()
    })
    switched.addEventListener('change', () => ceasefire.turnKeys(switched.checked))
    box.querySelector('[data-close]').addEventListener('click', () => box.close())
  }
  // A page that waits asks every two seconds whether it may go on.
  const address = document.body.dataset.watch
  if (address) {
    setInterval(() => {
      fetch(address, { cache: 'no-store' })
        .then((answer) => (answer.ok ? answer.json() : null))
        .then((found) => {
          if (!found) return
          if (found.go) window.location.assign(found.go)
          const box = document.getElementById('waiting')
          if (box && found.text) box.textContent = found.text
          const seat = document.getElementById('your-seat')
          if (seat && found.seat) seat.textContent = found.seat
        })
        .catch(() => { /* the server is away; the next question asks again */ })
    }, 2000)
  }
  for (const button of document.querySelectorAll('[data-print]')) {
    button.addEventListener('click', () => window.print())
  }
  // What belongs to another scenario than the chosen one is neither shown nor sent.
  const chosen = document.querySelector('select[data-for=of]')
  if (chosen) {
    const choose = () => {
      for (const part of document.querySelectorAll('[data-of]')) {
        part.hidden = part.dataset.of !== chosen.value
        for (const box of part.matches('option') ? [part] : part.querySelectorAll('input')) {
          box.disabled = part.hidden
          if (part.hidden && box.selected) box.parentElement.value = ''
        }
      }
    }
    chosen.addEventListener('change', choose)
    choose()
  }
  for (const form of document.querySelectorAll('form')) {
    form.addEventListener('submit', () => {
      for (const button of form.querySelectorAll('button')) setTimeout(() => { button.disabled = true }, 0)
    })
  }
})()
