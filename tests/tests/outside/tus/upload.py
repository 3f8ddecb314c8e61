"""Uploads a file with tuspy: upload.py URL FILE STORE [STOP_AT]

The bearer token is in TUS_TOKEN. STORE remembers where the upload is; a later process goes on from there.
Prints the offset at which it began and the one at which it ended.
"""

import os
import sys

from tusclient import client
from tusclient.storage import filestorage

url, path, store = sys.argv[1:4]
stop_at = int(sys.argv[4]) if len(sys.argv) > 4 else None

tus = client.TusClient(url, headers={"Authorization": "Bearer " + os.environ["TUS_TOKEN"]})
uploader = tus.uploader(
    path,
    chunk_size=1 << 20,
    metadata={"filename": os.path.basename(path)},
    store_url=True,
    url_storage=filestorage.FileStorage(store),
    upload_checksum=True,
    retries=0,
)
print("from", uploader.offset)
uploader.upload(stop_at=stop_at)
print("to", uploader.offset)
print("at", uploader.url)
