# python3 read_output.py RECORD: how much organisations act for their system, over all runs.
import sys
import h5py

with h5py.File(sys.argv[1]) as record:
    print(record.attrs["title"].decode(), "-", record.attrs["content"].decode())
    share = record["summary/system_share"]  # run x quarter
    print(share.attrs["meaning"].decode())
    for label, runs in zip(record["quarters"].asstr(), share[:].T):
        print(label, f"{runs.mean():.3f} ({runs.min():.3f} to {runs.max():.3f})")
