// Sends the archive of the upload page in pieces by tus: with progress, a pause, and going on after a broken line or a
// reload of the page by choosing the same file. Without script the form is sent as any other.
(() => {
  const form = document.querySelector('form[data-upload]');
  if (!form || !window.tus?.isSupported) return;

  const part = id => document.getElementById(id);
  const field = name => form.elements.namedItem(name);
  const submit = form.querySelector('[type=submit]');
  const units = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB'];
  let upload = null;
  let running = false;
  let mark = null;
  let rate = 0;

  const size = bytes => {
    let unit = 0;
    while (bytes >= (unit === 0 ? 1024 : 1023.5) && unit < units.length - 1) {
      bytes /= 1024;
      unit++;
    }
    return `${unit === 0 || bytes >= 9.95 ? Math.round(bytes) : bytes.toFixed(1)} ${units[unit]}`;
  };

  const time = seconds =>
    seconds < 120 ? `${Math.max(1, Math.round(seconds))} s` : `${Math.round(seconds / 60)} min`;

  const say = text => { part('step').textContent = text; };

  const show = state => {
    running = state === 'running';
    const idle = state === 'idle';
    part('sending').hidden = idle;
    part('pause').hidden = idle;
    part('give-up').hidden = idle;
    part('pause').textContent = running ? 'Pause' : 'Go on';
    submit.hidden = !idle;
    field('file').disabled = !idle;
    field('project').disabled = !idle;
  };

  const trouble = (title, text) => {
    const box = part('trouble');
    box.hidden = !title;
    box.querySelector('h2').textContent = title ?? '';
    box.querySelector('p').textContent = text ?? '';
  };

  // The rate of the last seconds, smoothed: what a person would guess from the bar.
  const progress = (sent, total) => {
    const now = performance.now();
    if (mark && now - mark.at > 500) {
      const latest = Math.max(0, sent - mark.sent) / ((now - mark.at) / 1000);
      rate = rate === 0 ? latest : rate * 0.7 + latest * 0.3;
      mark = { at: now, sent };
    }
    mark ??= { at: now, sent };
    part('sent').value = total === 0 ? 1 : sent / total;
    const left = rate > 0 && sent < total ? ` · ${size(rate)}/s · ${time((total - sent) / rate)} left` : '';
    part('figures').textContent = `${size(sent)} of ${size(total)}${left}`;
  };

  const explain = error => {
    const response = error.originalResponse;
    if (!response) return ['The connection broke off', 'What was sent is kept. Go on when the portal can be reached again.'];
    if (response.getStatus() === 401) return ['You are signed out', 'Sign in again and choose the same file: it goes on where it was.'];
    try {
      const problem = JSON.parse(response.getBody());
      return [problem.title, problem.detail ?? ''];
    } catch {
      return [`The portal answered ${response.getStatus()}`, 'What was sent is kept.'];
    }
  };

  const go = () => {
    mark = null;
    rate = 0;
    trouble();
    show('running');
    say('Sending');
    upload.start();
  };

  const begin = async file => {
    const project = field('project').value;
    upload = new tus.Upload(file, {
      endpoint: new URL(form.dataset.upload, location.href).href,
      chunkSize: 32 << 20,
      retryDelays: [0, 1000, 3000, 5000, 10000, 20000, 20000],
      metadata: { filename: file.name, project },
      headers: { RequestVerificationToken: field('__RequestVerificationToken').value },
      removeFingerprintOnSuccess: true,
      fingerprint: () =>
        Promise.resolve(['gtp', form.dataset.upload, project, file.name, file.size, file.lastModified].join('|')),
      onProgress: progress,
      onSuccess: () => {
        say('Every byte is there');
        // The page of the upload tells what becomes of it.
        location.assign(`/uploads/${upload.url.split('/').pop()}`);
      },
      onError: error => {
        show('paused');
        say('Stopped');
        trouble(...explain(error));
      },
    });
    const earlier = await upload.findPreviousUploads();
    if (earlier.length > 0) upload.resumeFromPreviousUpload(earlier.at(-1));
    go();
  };

  form.addEventListener('submit', event => {
    const file = field('file').files[0];
    if (!file) return;
    event.preventDefault();
    begin(file);
  });

  part('pause').addEventListener('click', () => {
    if (running) {
      upload.abort();
      show('paused');
      say('Paused');
    } else {
      go();
    }
  });

  part('give-up').addEventListener('click', async () => {
    const ended = upload.url;
    await upload.abort(true).catch(() => {});
    upload = null;
    trouble();
    show('idle');
    say(ended ? 'Given up' : '');
    submit.focus();
  });
})();
