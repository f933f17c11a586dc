// A file of the server's to be kept. The server is asked first whether it hands it out: a browser tells of a refused
// download in its own words, which help nobody, and may leave the refusal behind as a file.

import { h, replace } from '../../lib/dom.mjs';
import { refusal } from '../../parts/alert.mjs';

/** A link that downloads; a refusal is told in `problem`. */
export function download(ctx, { path, name, problem }) {
  let granted = false;
  const element = h('a', { href: ctx.client.url(path), download: name, onclick: ask }, name);

  async function ask(event) {
    if (granted) {
      granted = false;
      return;
    }
    event.preventDefault();
    replace(problem);
    try {
      await ctx.client.offered(path);
      granted = true;
      element.click();
    } catch (error) {
      replace(problem, refusal(error));
    }
  }

  return element;
}
