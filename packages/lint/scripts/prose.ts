/** What SPEC.md says besides the rules: the introduction, and how each part opens. */

/** The parts of the specification, by title. */
export type PartTitle =
  | 'The call'
  | 'The environ'
  | 'Input'
  | 'Errors'
  | 'startResponse and write'
  | 'Status and headers'
  | 'The body'
  | 'Closing'
  | 'The exchange'
  | 'Upgrades'
  | 'File bodies'
  | 'Middleware';

export const introduction = `# TSGI 1.0

<!-- Generated from the rules of @tsgi/lint. Change a rule or its prose there, then: npm run generate -w @tsgi/lint -->

The TypeScript Server Gateway Interface is one small rule between a **server**, which knows sockets and HTTP, and an **application**, which knows the business. It is the idea of WSGI (PEP 3333), made asynchronous and written in types. Either side can be replaced without the other, and **middleware**, a function that wraps an application, can stand between any two.

\`\`\`ts
const hello: Application = (environ, startResponse) => {
  startResponse('200 OK', [['Content-Type', 'text/plain; charset=utf-8']]);
  return [new TextEncoder().encode(\`You asked for \${environ.PATH_INFO}\`)];
};
\`\`\`

## 1. Introduction

### The life of a request

1. The server reads a request head, refuses it if it must, and makes an **environ** of it: a plain object with CGI's names.
2. It calls the application with the environ and \`startResponse\`.
3. The application calls \`startResponse\` with status and headers (the **head**), and returns the **body**: an iterable of **chunks**, or a promise of one. It may read the request's body through \`environ['tsgi.input']\` before, between and after.
4. The server pulls chunks. With the first one that is not empty comes the **commit**: the head goes out and cannot change any more. A body that ends without such a chunk commits at its end.
5. The server closes the body, however the response has ended, and calls whoever has asked to be told.

### Terms

- **Server**: what calls an application. Middleware is a server to the application it wraps.
- **Application**: what is called. Middleware is an application to whatever calls it. So each rule for a server and each rule for an application is also one for middleware, and who is to blame for a fault is always one of the two.
- **Chunk**: a \`Uint8Array\`.
- **Latin-1 text**: a string without a code point above U+00FF. Each character stands for one byte.
- **The response has ended**: its last byte was sent, or will never be, and its body is closed.

### How to read the rules

Each rule has a number, which may change from one version to the next, and an id, which does not. Below its text stand the id, who is to blame when the rule is broken, and where that is noticed:

- **lint**: the middleware \`@tsgi/lint\` notices it between any two layers, at run time, and throws a \`LintError\` whose \`code\` is the id and whose \`culprit\` is the one to blame.
- **conformance**: it takes bytes, time or a connection to see it. A suite that talks to the server over its socket proves it.
- **review**: it says how middleware is to be written. Its reader and its own tests look after it.

Where a rule was taken from an RFC or a PEP, that stands in parentheses. Where this document says nothing, PEP 3333 tells what is meant, and RFC 9110 and RFC 9112 tell what is sent.

### The types

\`\`\`ts
type Application<E extends Environ = Environ> =
  (environ: E, startResponse: StartResponse) => ResponseBody | Promise<ResponseBody>;

type StartResponse =
  (status: string, headers: HeaderList, failure?: { readonly error: unknown }) => Write;

type HeaderList   = readonly (readonly [name: string, value: string])[];
type ResponseBody = (Iterable<Uint8Array> | AsyncIterable<Uint8Array>) & { close?(): void | Promise<void> };
type Write        = (chunk: Uint8Array) => Promise<void>;

type Middleware<Provides = {}, Requires = {}> =
  <A extends Environ>(app: Application<A>) => Application<Omit<A, keyof Provides> & Environ & Requires>;
\`\`\`

The type of a middleware says which keys it adds to the environ and which ones it needs, so that a compiler can tell whether a stack fits together. At run time it is a function from an application to an application.`;

/** The prose with which each part opens. */
export const prose: Readonly<Record<PartTitle, string>> = {
  'The call': `A server calls the application with two arguments, by position. The application returns its body, or a promise of it. Calls run side by side: whatever an application awaits, other requests go on meanwhile.

Since every layer may be synchronous, a server treats an array returned at once as the finished response that it is: no promise is needed on that path.`,

  'The environ': `The environ is one request. It flows inward: a server makes it, each middleware may add keys to it, and the application reads it. What has to flow outward goes into \`exchange.facts\` (section 10).

{environ table}

Extensions may add keys with a dot in their name, behind a prefix of their own. A server may add further CGI variables (\`REMOTE_USER\`, \`HTTPS\`) and says so in its documentation.

### The canonical form of a path

\`SCRIPT_NAME\` and \`PATH_INFO\` are percent-encoded, in one canonical spelling for each path:

- Unreserved characters (letters, digits, \`-\`, \`.\`, \`_\`, \`~\`) are never encoded: \`%61\` becomes \`a\`.
- The hex digits of an escape are capitals: \`%2f\` becomes \`%2F\`, and stays encoded, since it is no \`/\`.
- Visible ASCII that may not stand in a path as it is (no \`pchar\`: \`"\`, \`<\`, \`[\`, \`|\`, ...) is encoded.
- Repeated slashes stay.

WSGI decodes \`PATH_INFO\`, which loses \`%2F\`, invites a second decoding, and gives a guard and a router two views of one path (\`/%61dmin\`). The canonical form is lossless, compares exactly, can be cut at a prefix, and costs nothing where there is no \`%\`. An adapter that gets a decoded path, as one for CGI does, makes the canonical one from the request target.

The path of a target is what precedes its first \`?\`: for a target in absolute form (\`http://host/path\`) what follows the authority, \`/\` when that is empty. For \`*\` and for CONNECT the path is \`''\`.`,

  Input: `\`environ['tsgi.input']\` is the body of the request.

\`\`\`ts
interface InputStream extends AsyncIterable<Uint8Array> {
  read(size?: number): Promise<Uint8Array>;
  readLine(limit?: number): Promise<Uint8Array>;
}
\`\`\`

\`read(size)\` gives that many bytes, \`read()\` the rest of the body, \`readLine()\` the bytes up to and with the next LF, and iterating gives chunks as they come. Unlike WSGI's, the input ends by itself: nobody has to count to \`CONTENT_LENGTH\`.`,

  Errors: `\`environ['tsgi.errors']\` is a text stream, where applications and middleware log what operators should see.

\`\`\`ts
interface ErrorStream {
  write(text: string): void;
  flush(): void;
}
\`\`\``,

  'startResponse and write': `\`startResponse(status, headers)\` may be called at any time until the first chunk that is not empty is given: before the application returns, while its promise is pending, or in the first step of a generator. An application that has failed calls it again with \`failure\`, to answer with an error instead; after the commit that is too late, and throws.

\`startResponse\` returns \`write\`, for applications that cannot give a body. Middleware has to buffer or queue what is written, so prefer a body.`,

  'Status and headers': `The head consists of a status text and a list of headers. A list, since some headers stand several times (\`Set-Cookie\`), and their order is kept.`,

  'The body': `A body is any iterable or async iterable of chunks. An array is a body whose chunks are all there, so that its length is known. A generator makes chunks as they are pulled. A chunk may be empty: it says that nothing is ready, and commits nothing.

The server decides the framing: an application gives bytes, and where it knows it, their number, as \`Content-Length\`.`,

  Closing: `A body may hold something: a file, a database cursor, a subscription. Whoever takes a body owns it and sees to its end:

- A body that was pulled to its end: \`body.close?.()\`.
- One that is given up before: the iterator's \`return?.()\`, where an iteration was begun, then \`body.close?.()\`.
- One that was never pulled: \`body.close?.()\`.

An application counts on none of these: its body may be given up at any time. A server owns the body that reaches it. Middleware that returns a body made from another one passes the closing on.`,

  'The exchange': `\`environ['tsgi.exchange']\` is this request and its response as the server sees them: what cannot be said through the arguments of the application.

\`\`\`ts
interface Exchange {
  readonly signal: AbortSignal;
  abort(reason?: unknown): void;
  readonly draining: AbortSignal;
  readonly facts: Facts;
  onFinish(callback: (finish: Finish) => void): void;
  earlyHints?(headers: HeaderList): void;
  upgrade?(handler: UpgradeHandler, options?: { protocol?: string; raw?: boolean }): void;
  readonly trailers?: HeaderList;
}

interface Finish {
  readonly status: number | undefined;
  readonly headers: HeaderList;
  readonly bytes: number;
  readonly error: unknown;
  readonly aborted: boolean;
}
\`\`\`

- \`signal\` aborts when the client went away, the server gave up, or \`abort\` was called.
- \`draining\` aborts when the server has begun to stop.
- \`facts\` is a record that inner layers write and outer ones (logs, metrics, traces) read.
- \`onFinish\` registers a callback for the end of the response.
- \`earlyHints\` sends a \`103 Early Hints\`.
- \`upgrade\` registers who takes over the connection: section 11.
- \`trailers\` holds the trailer fields of the request, once its body was read to the end.

A server may make each part when it is first asked for.`,

  Upgrades: `A client may ask to leave HTTP (RFC 9110 §7.8), for WebSockets mostly. The answer goes through the whole stack like any other, so that middleware can refuse or log it:

\`\`\`ts
const echo: Application = (environ, startResponse) => {
  const exchange = environ['tsgi.exchange'];
  if (exchange.upgrade === undefined) {
    startResponse('400 Bad Request', []);
    return [];
  }
  exchange.upgrade((socket, head) => {
    socket.write(head);
    socket.pipe(socket);
  });
  startResponse('101 Switching Protocols', []);
  return [];
};
\`\`\`

\`type UpgradeHandler = (socket: Duplex, head: Uint8Array) => void\``,

  'File bodies': `\`environ['tsgi.file_wrapper'](file, blockSize?)\` makes a body of a file. To every layer it is a body as any other; a server that finds one of its own reaching it may send the file its own way, without a single chunk passing through the program.

\`file\` is something with a descriptor, \`{ fd, start?, close?() }\`, as the \`FileHandle\` of \`node:fs/promises\` is, or something that reads, \`{ read(size), close?() }\`, where \`read\` gives a chunk or a promise of one, and an empty one at the end.`,

  Middleware: `Middleware is an application that calls an application. Seen from within it is a server, from outside an application, and all rules above hold for both its sides. What is left to say is how it does its own work without breaking theirs.

WSGI wants middleware to give a chunk for each chunk it takes, so that nobody blocks. In TSGI nothing blocks, and the rule is only that nobody buffers without bound.`,
};
