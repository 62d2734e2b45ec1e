/* global document, window, location, navigator, setTimeout */
/*
 * What makes a report pleasant where scripts may run: sorting, copying, a time window. Nothing needs it to be read.
 * It writes text and attributes only, never markup: all names in the page come from outside.
 */
;(() => {
  const all = (selector, root = document) => Array.from(root.querySelectorAll(selector))

  const make = (tag, attributes, text = '') => {
    const element = document.createElement(tag)
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value)
    element.textContent = text
    return element
  }

  /* A click on a column's head sorts by it; the second click turns the order round. */
  const numberIn = (text) => {
    const match = /^[<>+]?(-?[\d,]+(?:\.\d+)?)/.exec(text)
    return match === null ? NaN : Number(match[1].replace(/,/g, ''))
  }
  const factors = { ns: 1e-6, µs: 1e-3, ms: 1, s: 1e3, min: 6e4, h: 3.6e6, KiB: 1024, MiB: 1048576 }
  const keyOf = (row, column, isNumber) => {
    const text = (row.cells[column]?.textContent ?? '').trim()
    if (!isNumber) return text
    const unit = /\d\s*([A-Za-zµ]+)/.exec(text)?.[1] ?? ''
    return numberIn(text) * (factors[unit] ?? 1)
  }
  const compareKeys = (a, b) => {
    if (typeof a === 'string') return a.localeCompare(b, 'en', { numeric: true })
    if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b))
    return a - b
  }
  const sortBy = (table, head, column) => {
    const isNumber = head.classList.contains('n')
    const before = head.getAttribute('aria-sort')
    const falling = before === null ? isNumber : before === 'ascending'
    for (const other of all('thead th', table)) other.removeAttribute('aria-sort')
    head.setAttribute('aria-sort', falling ? 'descending' : 'ascending')
    const body = table.tBodies[0]
    const rows = Array.from(body.rows, (row) => [keyOf(row, column, isNumber), row])
    rows.sort(([a], [b]) => (falling ? compareKeys(b, a) : compareKeys(a, b)))
    for (const [, row] of rows) body.append(row)
  }
  for (const table of all('table')) {
    if ((table.tBodies[0]?.rows.length ?? 0) < 3) continue
    all('thead th', table).forEach((head, column) => {
      if (head.textContent.trim() === '') return
      const button = make('button', { type: 'button', class: 'sort' }, head.textContent)
      button.addEventListener('click', () => sortBy(table, head, column))
      head.replaceChildren(button)
    })
  }

  /* Copying needs the clipboard; where a browser denies it, the text is selected instead. */
  const select = (element) => {
    const selection = window.getSelection()
    selection.removeAllRanges()
    const range = document.createRange()
    range.selectNodeContents(element)
    selection.addRange(range)
  }
  const copy = async (element, button) => {
    try {
      await navigator.clipboard.writeText(element.textContent)
      button.textContent = 'Copied'
    } catch {
      select(element)
      button.textContent = 'Selected'
    }
    setTimeout(() => (button.textContent = 'Copy'), 2000)
  }
  for (const block of all('pre')) {
    const button = make('button', { type: 'button', class: 'copy' }, 'Copy')
    button.addEventListener('click', () => copy(block, button))
    block.before(button)
  }

  /* A link into something folded away opens it; reports before 0.2 called the anchors cause-…. */
  const reveal = () => {
    const id = decodeURIComponent(location.hash.slice(1))
    const target =
      document.getElementById(id) ?? document.getElementById(id.replace(/^cause-/, 'finding-'))
    if (id === '' || target === null) return
    for (let at = target; at !== null; at = at.parentElement)
      if (at.tagName === 'DETAILS') at.open = true
    target.scrollIntoView()
  }
  window.addEventListener('hashchange', reveal)
  reveal()

  /* The brush: a time window over the timeline, by dragging or with two sliders. */
  const plot = document.querySelector('.brushable')
  if (plot === null) return
  const spanMs = Number(plot.getAttribute('data-span'))
  const timed = all('[data-from]')
  const window_ = { fromMs: 0, toMs: spanMs }
  const shade = make('div', { class: 'brush', hidden: '' })
  plot.append(shade)
  const slider = (label, value) =>
    make('input', {
      type: 'range',
      min: 0,
      max: spanMs,
      step: spanMs / 500,
      value,
      'aria-label': label,
    })
  const from = slider('Window from', 0)
  const to = slider('Window to', spanMs)
  const said = make('output', {}, '')
  const clear = make('button', { type: 'button', hidden: '' }, 'Whole recording')
  const bar = make('div', { class: 'window', role: 'group', 'aria-label': 'Time window' })
  bar.append(
    make('span', {}, 'Drag over the chart to see only what was lost then.'),
    from,
    to,
    clear,
    said,
  )
  plot.after(bar)

  const seconds = (ms) => `${(ms / 1000).toFixed(2)} s`
  const show = () => {
    const { fromMs, toMs } = window_
    const whole = fromMs <= 0 && toMs >= spanMs
    shade.hidden = clear.hidden = whole
    shade.style.left = `${(100 * fromMs) / spanMs}%`
    shade.style.width = `${(100 * (toMs - fromMs)) / spanMs}%`
    from.value = fromMs
    to.value = toMs
    let shown = 0
    for (const element of timed) {
      const inside =
        Number(element.getAttribute('data-from')) <= toMs &&
        Number(element.getAttribute('data-to')) >= fromMs
      element.hidden = !inside
      shown += inside ? 1 : 0
    }
    said.textContent = whole
      ? ''
      : `${seconds(fromMs)} to ${seconds(toMs)}: ${shown} of ${timed.length} causes, flows and samples; all others are hidden.`
  }
  const set = (a, b) => {
    window_.fromMs = Math.max(0, Math.min(a, b))
    window_.toMs = Math.min(spanMs, Math.max(a, b))
    show()
  }
  from.addEventListener('input', () =>
    set(Math.min(Number(from.value), window_.toMs), window_.toMs),
  )
  to.addEventListener('input', () =>
    set(window_.fromMs, Math.max(Number(to.value), window_.fromMs)),
  )
  clear.addEventListener('click', () => set(0, spanMs))
  const timeAt = (event) => {
    const box = plot.getBoundingClientRect()
    return ((event.clientX - box.left) / box.width) * spanMs
  }
  let anchorMs
  plot.addEventListener('pointerdown', (event) => {
    if (event.pointerType === 'touch' || event.button !== 0) return
    anchorMs = timeAt(event)
    plot.setPointerCapture(event.pointerId)
    event.preventDefault()
  })
  plot.addEventListener('pointermove', (event) => {
    if (anchorMs !== undefined) set(anchorMs, timeAt(event))
  })
  plot.addEventListener('pointerup', (event) => {
    if (anchorMs === undefined) return
    const isClick = Math.abs(timeAt(event) - anchorMs) < spanMs / 200
    if (isClick) set(0, spanMs)
    anchorMs = undefined
  })
  show()
})()
