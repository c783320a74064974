/** Signing up, signing in, and the user's own account. */
import { type HttpResponse, json, unprocessable } from '@tsgi/http';
import { type ConduitRequest, requireViewer, unauthorized } from '../authentication.ts';
import * as input from '../input.ts';
import type { Database } from '../models/database.ts';
import { isTaken } from '../models/is-taken.ts';
import { addUser, changeUser, type User, userByEmail } from '../models/users.ts';
import { checkPassword, hashPassword } from '../passwords.ts';
import { present } from '../present.ts';
import type { Tokens } from '../tokens.ts';

export function userViews(database: Database, tokens: Tokens) {
  return {
    register: async (request: ConduitRequest): Promise<HttpResponse> => {
      const { user } = await request.json(input.newUser);
      const password = await hashPassword(user.password);
      const added = await addUser(database, { ...user, password }).catch(refuseTaken);
      return userResponse(added, await tokens.sign(added.id), 201);
    },

    login: async (request: ConduitRequest): Promise<HttpResponse> => {
      const { user } = await request.json(input.login);
      const found = await userByEmail(database, user.email);
      const right = await checkPassword(user.password, found?.password);
      if (found === undefined || !right) throw unauthorized('email or password is invalid');
      return userResponse(found, await tokens.sign(found.id));
    },

    current: async (request: ConduitRequest): Promise<HttpResponse> => {
      const { user, token } = await requireViewer(request);
      return userResponse(user, token);
    },

    update: async (request: ConduitRequest): Promise<HttpResponse> => {
      const { user, token } = await requireViewer(request);
      const { password, ...change } = (await request.json(input.userUpdate)).user;
      const hashed = password === undefined ? {} : { password: await hashPassword(password) };
      const changed = await changeUser(database, user.id, { ...present(change), ...hashed }).catch(refuseTaken);
      return userResponse(changed ?? user, token);
    },
  };
}

function userResponse({ email, username, bio, image }: User, token: string, status = 200): HttpResponse {
  return json({ user: { email, token, username, bio, image } }, { status });
}

function refuseTaken(error: unknown): never {
  throw isTaken(error) ? unprocessable('username or email has already been taken') : error;
}
