import { describe, expect, it } from 'vitest';
import { environOf } from '../test/environ.ts';
import { announceLogin, type LoginEvent, onLogin } from './login.ts';

describe('the login event', () => {
  it('reaches everybody who listens on this request, through copies of its environ', () => {
    const environ = environOf();
    const heard: LoginEvent[] = [];
    onLogin(environ, (event) => heard.push(event));
    onLogin({ ...environ }, (event) => heard.push(event));
    announceLogin({ ...environ }, 'login');
    announceLogin(environ, 'logout');
    expect(heard).toEqual(['login', 'login', 'logout', 'logout']);
  });

  it('reaches nobody on another request', () => {
    onLogin(environOf(), () => {
      throw new Error('heard');
    });
    expect(() => announceLogin(environOf(), 'login')).not.toThrow();
  });
});
