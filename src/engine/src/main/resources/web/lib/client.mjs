// The REST endpoint as the pages see it. A refusal is a Refused with the server's own code and sentence;
// a server that cannot be reached is an Unreachable. Nothing is retried here: the pages decide.

/** The server understood and said no. */
export class Refused extends Error {
  constructor(status, body) {
    super(body?.message ?? `HTTP ${status}`);
    this.status = status;
    this.code = body?.code ?? 'internal_error';
    this.details = body?.details ?? {};
  }
}

/** The server did not answer. */
export class Unreachable extends Error {}

/** Whether a page was left while its request was under way. */
export function abandoned(error) {
  return error?.name === 'AbortError';
}

/** The client of one endpoint; `on401` is told when the session is over. */
export class Client {
  constructor({ base, crumbHeader, crumb, on401 = () => {} }) {
    this.base = base.replace(/\/$/, '');
    this.crumb = crumbHeader && crumb ? { [crumbHeader]: crumb } : {};
    this.on401 = on401;
  }

  /** The address of a path below the endpoint, for links and streams. */
  url(path, query = {}) {
    const words = new URLSearchParams();
    for (const [name, value] of Object.entries(query)) {
      if (value !== null && value !== undefined && value !== '') {
        words.set(name, value);
      }
    }
    const text = words.toString();
    return this.base + path + (text ? `?${text}` : '');
  }

  /** JSON. */
  async get(path, query, options = {}) {
    return (await this.page(path, query, options)).body;
  }

  /** JSON, with where the next page begins. */
  async page(path, query, { signal } = {}) {
    const answer = await this.send(this.url(path, query), { signal });
    return { body: await answer.json(), next: answer.headers.get('Pressluft-Next-Cursor') };
  }

  /** Asks for a change; the answer's JSON. */
  async post(path, body, { signal } = {}) {
    const answer = await this.send(this.url(path), {
      method: 'POST',
      signal,
      headers: body === undefined ? {} : { 'Content-Type': 'application/json' },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    return answer.json();
  }

  /** Whether the server would hand out a file; rejects with its refusal. Nothing of the file is read. */
  async offered(path) {
    try {
      await this.send(this.url(path), { method: 'HEAD' });
    } catch (error) {
      if (!(error instanceof Refused)) {
        throw error;
      }
      // The answer to such a question has no body; the file's first byte is refused with one.
      await this.send(this.url(path), { headers: { Range: 'bytes=0-0' } });
    }
  }

  /** Sends a file as it is. */
  async upload(path, file, type) {
    const answer = await this.send(this.url(path), {
      method: 'POST',
      headers: { 'Content-Type': type },
      body: file,
    });
    return answer.json();
  }

  async send(url, options) {
    let answer;
    try {
      answer = await fetch(url, {
        ...options,
        credentials: 'same-origin',
        headers: {
          Accept: 'application/json',
          'X-Requested-With': 'pressluft',
          ...(options.method === 'POST' ? this.crumb : {}),
          ...options.headers,
        },
      });
    } catch (error) {
      if (abandoned(error)) {
        throw error;
      }
      throw new Unreachable(error.message);
    }
    if (answer.ok) {
      return answer;
    }
    const refused = new Refused(answer.status, await answer.json().catch(() => null));
    if (answer.status === 401) {
      this.on401(refused);
    }
    throw refused;
  }
}

/** A path segment of an id or a `site/environment`. */
export function segment(reference) {
  return encodeURIComponent(reference);
}
