// Hash routes: "#/jobs?status=failed". A page is a module with `page(ctx) → {title, element, dispose?}`.

/** A route's path with its parameters, and the query behind it. */
export function parse(hash) {
  const text = hash.replace(/^#/, '') || '/';
  const [path, query = ''] = text.split('?', 2);
  return { path, query: new URLSearchParams(query) };
}

/** The address of a page. */
export function link(path, query = {}) {
  const words = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== null && value !== undefined && value !== '') {
      words.set(name, value);
    }
  }
  const text = words.toString();
  return `#${path}${text ? `?${text}` : ''}`;
}

function match(pattern, path) {
  const wanted = pattern.split('/');
  const given = path.split('/');
  const parameters = {};
  const optional = wanted.at(-1)?.endsWith('?') && given.length === wanted.length - 1;
  if (given.length !== wanted.length && !optional) {
    return null;
  }
  for (let i = 0; i < given.length; i++) {
    if (wanted[i].startsWith(':')) {
      try {
        parameters[wanted[i].replace(/[:?]/g, '')] = decodeURIComponent(given[i]);
      } catch {
        return null;
      }
    } else if (wanted[i] !== given[i]) {
      return null;
    }
  }
  return parameters;
}

/** The first route that fits, with its parameters. */
export function find(routes, hash) {
  const { path, query } = parse(hash);
  for (const route of routes) {
    const parameters = match(route.path, path);
    if (parameters) {
      return { route, parameters, query };
    }
  }
  return { route: null, parameters: {}, query };
}

/** Writes a page's filters into the address without leaving the page. */
export function remember(path, query) {
  history.replaceState(null, '', link(path, query));
}

/** Goes to another page. */
export function go(path, query) {
  location.hash = link(path, query).slice(1);
}
