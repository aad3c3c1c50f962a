// What script adds: copying, and closing an open menu. Every page works without it.
(() => {
  const root = document.documentElement;
  root.classList.add('js');

  const say = text => {
    const line = document.getElementById('said');
    if (!line) return;
    line.textContent = text;
    clearTimeout(say.timer);
    say.timer = setTimeout(() => { line.textContent = ''; }, 2500);
  };

  // What one would paste: commands without the output that is shown below them.
  const textOf = button => {
    if (button.dataset.copy) return button.dataset.copy;
    const source = button.parentElement.querySelector('pre, code').cloneNode(true);
    source.querySelectorAll('.out, b').forEach(part => part.remove());
    return source.textContent.trim();
  };

  const copy = async text => {
    if (navigator.clipboard) return navigator.clipboard.writeText(text);
    // Plain HTTP has no clipboard API.
    const area = document.createElement('textarea');
    area.value = text;
    area.className = 'position-fixed top-0 opacity-0';
    document.body.append(area);
    area.select();
    const done = document.execCommand('copy');
    area.remove();
    if (!done) throw new Error('refused');
  };

  document.addEventListener('click', event => {
    const button = event.target.closest('[data-copy]');
    if (button) {
      copy(textOf(button)).then(() => say('Copied'), () => say('The browser does not let this page copy'));
    }

    document.querySelectorAll('details.who[open]').forEach(menu => {
      if (!menu.contains(event.target)) menu.open = false;
    });
  });

  document.addEventListener('keydown', event => {
    const menu = event.key === 'Escape' && document.querySelector('details.who[open]');
    if (menu) {
      menu.open = false;
      menu.querySelector('summary').focus();
    }
  });

  // What a page waited for is there: it is loaded anew, as another page. So it is when its stream could not be opened or
  // has fallen silent, once the portal answers: nobody sits before a page that goes on no more.
  document.querySelectorAll('[data-reload]').forEach(part => {
    part.addEventListener(part.dataset.reload, () => location.reload());
    let heard = Date.now();
    const hear = () => { heard = Date.now(); };
    part.addEventListener('open', hear);
    part.addEventListener('htmx:sse:after:message', hear);
    document.addEventListener('visibilitychange', hear);
    setInterval(() => {
      if (document.hidden || Date.now() - heard < 25000) return;
      fetch('/health/live').then(answer => { if (answer.ok) location.reload(); }, () => {});
    }, 5000);
  });

  // A form that was refused comes back with its problems: the reader is taken to them.
  document.addEventListener('htmx:after:swap', () => {
    document.querySelector('[data-focus]')?.focus();
  });
})();
