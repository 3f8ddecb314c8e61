// Uploads a file with tus-js-client: upload.mjs URL FILE STORE [STOP_AT]
//
// The bearer token is in TUS_TOKEN. STORE remembers where the upload is; a later process goes on from there.
// With STOP_AT the process ends at once, in the middle of a request, when that many bytes were handed to the network.
// Prints the offset at which it began and the one at which it ended.
import fs from 'node:fs'
import path from 'node:path'
import * as tus from 'tus-js-client'

const [url, file, store, stopAt] = process.argv.slice(2)
const say = (...words) => fs.writeSync(1, words.join(' ') + '\n')
let isFirst = true

const upload = new tus.Upload(fs.createReadStream(file), {
  endpoint: url,
  headers: { Authorization: `Bearer ${process.env.TUS_TOKEN}` },
  metadata: { filename: path.basename(file) },
  uploadSize: fs.statSync(file).size,
  // Without it the network may have taken all of the file before the first word of progress.
  chunkSize: 4 << 20,
  urlStorage: new tus.FileUrlStorage(store),
  retryDelays: null,
  onBeforeRequest(request) {
    if (request.getMethod() === 'PATCH' && isFirst) {
      isFirst = false
      say('from', request.getHeader('Upload-Offset'))
    }
  },
  onProgress(sent) {
    if (stopAt !== undefined && sent >= Number(stopAt)) process.exit(0)
  },
  onError(error) {
    say(error)
    process.exit(1)
  },
  onSuccess() {
    say('to', fs.statSync(file).size)
    say('at', upload.url)
  },
})
const [previous] = await upload.findPreviousUploads()
if (previous) upload.resumeFromPreviousUpload(previous)
upload.start()
