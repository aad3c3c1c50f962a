// Reads lines of {metadataDir, targetDir, metadataUrl, targetUrl, target, now}; for each one refreshes, downloads, and prints a
// line of {content} or {error}. The clock of each is its own: tuf-js asks Date when an updater is made.
import { createInterface } from 'node:readline';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import tuf from 'tuf-js';

const RealDate = Date;
let now = 0;
globalThis.Date = class extends RealDate {
  constructor(...given) {
    super(...(given.length === 0 ? [now] : given));
  }

  static now() {
    return now;
  }
};

for await (const line of createInterface({ input: process.stdin })) {
  const step = JSON.parse(line);
  now = RealDate.parse(step.now);
  let answer;
  try {
    const updater = new tuf.Updater({
      metadataDir: step.metadataDir,
      metadataBaseUrl: step.metadataUrl,
      targetDir: step.targetDir,
      targetBaseUrl: step.targetUrl,
      config: { fetchRetry: false, fetchRetries: 0 },
    });
    await updater.refresh();
    const target = await updater.getTargetInfo(step.target);
    if (target) {
      const file = join(step.targetDir, 'download');
      await updater.downloadTarget(target, file);
      answer = { content: readFileSync(file, 'utf8') };
    } else {
      answer = { error: 'no such target' };
    }
  } catch (error) {
    answer = { error: String(error) };
  }
  console.log(JSON.stringify(answer));
}
