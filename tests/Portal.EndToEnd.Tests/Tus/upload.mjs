// Uploads a file by the stock tus-js-client in chunks, aborts it, and goes on in a new process.
//   node upload.mjs abort  ENDPOINT TOKEN FILE STORE CHUNK METADATA   ends after the second chunk, prints the offset
//   node upload.mjs resume ENDPOINT TOKEN FILE STORE CHUNK METADATA   goes on, prints the upload's URL and where it began
import fs from 'node:fs';
import tus from 'tus-js-client';

const [mode, endpoint, token, file, store, chunk, metadata] = process.argv.slice(2);
let first = null;
const upload = new tus.Upload(fs.createReadStream(file), {
  endpoint,
  chunkSize: Number(chunk),
  uploadSize: fs.statSync(file).size,
  headers: { Authorization: `Bearer ${token}` },
  metadata: JSON.parse(metadata),
  retryDelays: [0, 500, 1000, 2000, 4000, 8000],
  urlStorage: new tus.FileUrlStorage(store),
  storeFingerprintForResuming: true,
  onChunkComplete(size, accepted) {
    first ??= accepted - size;
    if (mode === 'abort' && accepted >= 2 * Number(chunk)) {
      upload.abort().then(() => {
        console.log(JSON.stringify({ url: upload.url, offset: accepted }));
        process.exit(0);
      });
    }
  },
  onError(error) {
    console.error(error.message);
    process.exit(1);
  },
  onSuccess() {
    console.log(JSON.stringify({ url: upload.url, from: first }));
  },
});

const previous = await upload.findPreviousUploads();
if (mode === 'resume') {
  if (previous.length !== 1) {
    console.error(`${previous.length} uploads are remembered`);
    process.exit(1);
  }
  upload.resumeFromPreviousUpload(previous[0]);
}
upload.start();
