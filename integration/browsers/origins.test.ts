/** What a browser does: whose requests it lets through, and which scripts it runs. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder, within } from '@tsgi/harness';
import { empty, type HttpRequest, html, view } from '@tsgi/http';
import { type Application, compose, type Environ, type Middleware, onCommit } from '@tsgi/protocol';
import {
  type CsrfEnviron,
  cspContext,
  cspNonce,
  csrf,
  csrfContext,
  type SecurityHeadersEnviron,
  securityHeaders,
} from '@tsgi/security';
import { createTemplates, render, type TemplatesEnviron, templates } from '@tsgi/templates';
import { describe, expect, it, onTestFinished } from 'vitest';
import { serverOf } from '../server-of.ts';
import { openWindow } from './windows.ts';

type BankRequest = HttpRequest<Environ & TemplatesEnviron & CsrfEnviron & SecurityHeadersEnviron>;

/** A page of the bank, into which somebody has got a script. */
const BANK = `<!doctype html><title>bank</title>
<form id="pay" method="post" action="/pay">{{ csrfField() }}<input name="to" value="by a form"></form>
<script>window.injected = true;</script>
<img src="x" onerror="window.injected = true">
<script nonce="{{ cspNonce() }}">
const form = document.getElementById('pay');
const token = form.elements.csrf_token.value;
const body = new URLSearchParams({ to: 'by a script, ' + (window.injected ? 'injected' : 'clean') + ', ' + token.length });
fetch('/pay', { method: 'POST', body }).then(() => form.submit());
</script>`;

/** A page of somebody else, which tries whatever a page can send to the bank. */
const evilPage = (bank: string) => `<!doctype html><title>evil</title>
<form id="plain" method="post" action="${bank}/pay" target="a"><input name="to" value="evil"></form>
<form id="multi" method="post" action="${bank}/pay" target="b" enctype="multipart/form-data"><input name="to" value="evil"></form>
<iframe name="a"></iframe><iframe name="b"></iframe>
<script>
const sent = (form) => new Promise((resolve) => {
  const frame = document.querySelector('[name=' + form.target + ']');
  frame.onload = resolve;
  form.submit();
});
const simple = () => fetch('${bank}/pay', { method: 'POST', mode: 'no-cors', credentials: 'include', body: 'to=evil' }).catch(() => undefined);
const socket = () => new Promise((resolve) => {
  const opened = new WebSocket('${bank.replace('http', 'ws')}/socket');
  opened.onopen = opened.onerror = resolve;
});
(async () => {
  await simple();
  await sent(document.getElementById('plain'));
  await sent(document.getElementById('multi'));
  await socket();
  await fetch('/done', { method: 'POST' });
})();
</script>`;

describe('csrf and securityHeaders', () => {
  it.each([
    // To a loopback name it says Sec-Fetch-Site; to any other name without TLS, Origin alone.
    ['127.0.0.1', 'localhost', 'cross-site'],
    ['bank.test', 'evil.test', 'origin-foreign'],
  ])('lets pages of %s act there, and none of %s', async (bankName, evilName, reason) => {
    const seen: unknown[] = [];
    let finish: () => void = () => undefined;
    const finished = new Promise<void>((resolve) => {
      finish = resolve;
    });
    const evil = await serverOf(
      onTestFinished,
      view((request) => {
        if (request.path === '/done') finish();
        return request.method === 'POST' ? empty() : html(evilPage(bankUrl));
      }),
    );
    const bank = await serverOf(
      onTestFinished,
      await createBank(seen, `http://${evilName}:${new URL(evil.url).port}/`),
    );
    const bankUrl = `http://${bankName}:${new URL(bank.url).port}`;
    await (await openWindow()).goto(bankUrl);
    await within('the end of the evil page', finished);
    expect(seen).toEqual([
      ['POST', 'by a script, clean, 86', undefined],
      ['POST', 'by a form', undefined],
      ['POST', undefined, reason],
      ['POST', undefined, reason],
      ['POST', undefined, reason],
      // A WebSocket, with which Chromium sends no Sec-Fetch-Site.
      ['GET', undefined, 'origin-foreign'],
    ]);
  });
});

/** Notes what was paid, or why it was refused. */
async function createBank(seen: unknown[], next: string): Promise<Application> {
  const directory = temporaryFolder(onTestFinished);
  writeFileSync(join(directory, 'bank.njk'), BANK);
  const site = await createTemplates({ directories: [directory], processors: [csrfContext, cspContext] });
  const noting: Middleware = (app) => (environ, startResponse) =>
    onCommit(app, environ, startResponse, (response) => {
      const reason = environ['tsgi.exchange'].facts['csrf.reason'];
      if (reason !== undefined) seen.push([environ.REQUEST_METHOD, undefined, reason]);
      return response;
    });
  const secret = 'a secret of thirty-two bytes or more';
  return compose(
    noting,
    securityHeaders(),
    csrf({ secret }),
    templates(site),
  )(
    view(async (request: BankRequest) => {
      if (request.path !== '/pay') return render(request, 'bank.njk');
      seen.push([request.method, (await request.form()).get('to'), undefined]);
      return html(`<script nonce="${cspNonce(request)}">location = ${JSON.stringify(next)};</script>`);
    }),
  );
}
