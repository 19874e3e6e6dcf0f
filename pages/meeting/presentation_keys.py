"""The listener behind a presentation: keys, slide clickers, black screen, timer, auto-advance. No user text in it.

| key | does |
|---|---|
| → ↓ PageDown space | next slide |
| ← ↑ PageUp | slide before |
| Home, End | first, last |
| B or . | black screen |
| F | filter bar in and out |
| Q | QR code in and out |
| T | timer in and out |
| A | advance by itself, on and off |
| D | dark and light |
| Esc | leave |
"""

from __future__ import annotations

import streamlit as st

SCRIPT = """
const KEYS = {ArrowRight: 'next', ArrowDown: 'next', PageDown: 'next', ' ': 'next', ArrowLeft: 'back', ArrowUp: 'back',
  PageUp: 'back', Home: 'first', End: 'last', Escape: 'leave', a: 'auto', A: 'auto', d: 'theme', D: 'theme'};
const FLAGS = {f: 'yl-filters-in', F: 'yl-filters-in', q: 'yl-qr-in', Q: 'yl-qr-in', b: 'yl-black', B: 'yl-black',
  '.': 'yl-black', t: 'yl-timer-in', T: 'yl-timer-in'};
const root = document.documentElement;

function clock() {
  const start = Number(sessionStorage.getItem('yl-present-start')) || Date.now();
  sessionStorage.setItem('yl-present-start', String(start));
  const seconds = Math.floor((Date.now() - start) / 1000);
  return String(Math.floor(seconds / 60)).padStart(2, '0') + ':' + String(seconds % 60).padStart(2, '0');
}

export default function (component) {
  const { data, setTriggerValue, parentElement } = component;
  const say = (word) => setTriggerValue('nav', word);
  if (data.tall !== window.innerHeight) setTriggerValue('tall', window.innerHeight);
  const wide = Math.max(17, Math.min(22, window.innerWidth / 1920 * 22));
  root.style.fontSize = window.innerWidth > 640 ? wide + 'px' : '';
  root.classList.add('yl-presenting');
  const onKey = (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const inputs = 'input,textarea,select,[contenteditable=true],[role=listbox]';
    const typing = event.target.closest && event.target.closest(inputs);
    if (typing && event.key !== 'Escape') return;
    if (typing) { event.target.blur(); return; }
    const flag = FLAGS[event.key], word = KEYS[event.key];
    if (root.classList.contains('yl-black') && !flag && event.key !== 'Escape') {
      root.classList.remove('yl-black'); event.preventDefault(); return;
    }
    if (flag) { root.classList.toggle(flag); draw(); event.preventDefault(); event.stopPropagation(); }
    else if (word) { event.preventDefault(); event.stopPropagation(); say(word); }
  };
  document.addEventListener('keydown', onKey, true);
  const shown = parentElement.querySelector('.timer');
  const draw = () => {
    shown.textContent = clock();
    shown.classList.toggle('in', root.classList.contains('yl-timer-in'));
  };
  draw();
  const ticking = setInterval(draw, 1000);
  const buttons = [...parentElement.querySelectorAll('button')];
  buttons.forEach((button) => {
    const words = data.words[button.dataset.word];
    button.setAttribute('aria-label', words);
    button.title = words;
    button.onclick = () => {
      const flag = button.dataset.flag;
      if (flag) root.classList.toggle(flag); else say(button.dataset.word);
    };
  });
  let waiting = 0;
  if (data.auto > 0) {
    waiting = setInterval(() => { if (!root.classList.contains('yl-black')) say('turn'); }, data.auto * 1000);
  }
  // A new run may come before the end of the one before is told: two that listen would turn a flag on and off again.
  if (root.ylStop) root.ylStop();
  const stop = () => {
    document.removeEventListener('keydown', onKey, true);
    clearInterval(ticking);
    clearInterval(waiting);
  };
  root.ylStop = stop;
  return () => {
    stop();
    if (root.ylStop !== stop) return;
    delete root.ylStop;
    root.style.fontSize = '';
    root.classList.remove('yl-presenting');
  };
}
"""

BODY = """
<div class="timer"></div><div class="bar">
<button data-word="back">‹</button><button data-word="next">›</button>
<button data-word="filters" data-flag="yl-filters-in">▤</button><button data-word="qr" data-flag="yl-qr-in">▦</button>
<button data-word="leave">✕</button></div>
"""

STYLE = """
.bar{position:fixed;right:1rem;top:.75rem;z-index:1000;display:flex;gap:.25rem;align-items:center;opacity:0;
  transition:opacity .15s}
.bar:hover,.bar:focus-within{opacity:1} @media(hover:none){.bar{opacity:.85}}
button{min-width:44px;min-height:44px;font-size:1.25rem;line-height:1;border:0;background:transparent;
  color:var(--st-text-color,currentColor);cursor:pointer}
button:focus-visible{outline:2px solid var(--st-primary-color);outline-offset:2px}
.timer{display:none;position:fixed;right:3.4rem;bottom:3.2rem;z-index:700;font-size:1.25rem;color:#71858D;
  font-variant-numeric:tabular-nums}
.timer.in{display:block}

@media(max-width:640px){.bar{top:auto;bottom:.25rem;opacity:.85}}
@media(prefers-reduced-motion:reduce){.bar{transition:none}}
"""

listener = st.components.v2.component("yilan_presentation", html=BODY, css=STYLE, js=SCRIPT)
