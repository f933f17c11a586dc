// News from the server: server-sent events while they get through, polling while they do not, and a word when
// the server cannot be reached at all. Listeners are told "something changed" and read again what they show,
// so nothing is lost when events were: after every reconnect they are told once more.

const RETRY_MILLIS = [500, 1000, 2000, 4000, 8000];
const POLL_MILLIS = 4000;

/** What a stream can be: `live`, `polling`, or `lost`. */
export class Live {
  /**
   * @param address the stream's address for a cursor
   * @param types the names of its events
   * @param probe asks whether the server answers at all; rejects when it does not
   */
  constructor({ address, types, probe, onState = () => {} }) {
    this.address = address;
    this.types = types;
    this.probe = probe;
    this.onState = onState;
    this.listeners = new Set();
    this.state = null;
    this.cursor = null;
    this.failures = 0;
    this.running = false;
  }

  /** Tells a listener of `{type, data}` from now on; returns how to stop that. */
  subscribe(listener) {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  start() {
    if (!this.running) {
      this.running = true;
      this.open();
    }
    return this;
  }

  stop() {
    this.running = false;
    clearTimeout(this.timer);
    this.source?.close();
  }

  open() {
    this.source?.close();
    const source = new EventSource(this.address(this.cursor));
    this.source = source;
    source.onopen = () => {
      const again = this.failures > 0;
      this.failures = 0;
      this.become('live');
      if (again) {
        this.tell('resync', {});
      }
    };
    for (const type of this.types) {
      source.addEventListener(type, (event) => this.heard(type, event));
    }
    source.onerror = () => {
      source.close();
      if (this.running && this.source === source) {
        this.look();
      }
    };
  }

  heard(type, event) {
    this.cursor = event.lastEventId || this.cursor;
    let data = {};
    try {
      data = JSON.parse(event.data);
    } catch {
      // an event without a body is news all the same
    }
    if (type === 'end') {
      this.stop();
    }
    this.tell(type, data);
  }

  /** The stream broke: is the server gone, or only the stream? */
  async look() {
    clearTimeout(this.timer);
    this.failures += 1;
    try {
      await this.probe();
      if (!this.running) {
        return;
      }
      // The first break is mostly a server that was started again; a second one means no stream gets through.
      if (this.failures > 1) {
        this.become('polling');
        this.tell('poll', {});
      }
      this.timer = setTimeout(() => this.open(), this.failures > 1 ? POLL_MILLIS : 50);
    } catch (error) {
      if (!this.running) {
        return;
      }
      if (error?.status === undefined) {
        this.become('lost');
        this.timer = setTimeout(() => this.look(), RETRY_MILLIS[Math.min(this.failures, RETRY_MILLIS.length) - 1]);
      } else {
        this.become('polling');
        this.timer = setTimeout(() => this.open(), POLL_MILLIS);
      }
    }
  }

  become(state) {
    if (this.state !== state) {
      this.state = state;
      this.onState(state);
    }
  }

  tell(type, data) {
    for (const listener of [...this.listeners]) {
      listener({ type, data });
    }
  }
}

/** Runs `work` soon after it was asked for, at most once in `millis`, and never twice at the same time. */
export function throttled(work, millis) {
  let timer = null;
  let busy = false;
  let again = false;
  let last = 0;
  const run = async () => {
    timer = null;
    busy = true;
    last = Date.now();
    try {
      await work();
    } finally {
      busy = false;
      if (again) {
        again = false;
        ask();
      }
    }
  };
  const ask = () => {
    if (busy) {
      again = true;
    } else if (timer === null) {
      timer = setTimeout(run, Math.max(0, last + millis - Date.now()));
    }
  };
  ask.cancel = () => clearTimeout(timer);
  return ask;
}
