/** Signing in and out. */
import { type HttpResponse, redirect, safeRedirect } from '@tsgi/http';
import { urlFor } from '@tsgi/router';
import { session } from '@tsgi/sessions';
import { render } from '@tsgi/templates';
import { type FieldErrors, fieldErrors } from '../forms/field-errors.ts';
import { signInForm } from '../forms/sign-in-form.ts';
import { translate } from '../language.ts';
import { message } from '../messages/message.ts';
import type { Database } from '../models/database.ts';
import { editorByName } from '../models/editors.ts';
import { checkPassword } from '../passwords.ts';
import { editorRoutes, routes } from '../routes.ts';
import type { SiteRequest } from '../session.ts';

export function signInViews(database: Database) {
  return {
    form: (request: SiteRequest): Promise<HttpResponse> => {
      return render(request, 'sign-in.njk', { name: '', next: request.query.get('next') ?? '', errors: {} });
    },

    signIn: async (request: SiteRequest): Promise<HttpResponse> => {
      const form = await request.tryForm(signInForm);
      if (!form.ok) return again(request, fieldErrors(form.issues));
      const { name, password, next } = form.value;
      const editor = await editorByName(database, name);
      const isRight = await checkPassword(password, editor?.password);
      if (editor === undefined || !isRight) {
        return again(request, { '': message('There is no editor with that name and password') });
      }
      const visitor = await session(request);
      visitor.set('editor', editor.id);
      // A new id: whoever knew the old one is not signed in by it.
      await visitor.regenerate();
      visitor.flash('success', translate(request, 'You are signed in.'));
      return safeRedirect(request, next, urlFor(request, editorRoutes.editor.polls));
    },

    /** The session goes on without the editor, and so does the voter in it: signing out gives nobody a second vote. */
    signOut: async (request: SiteRequest): Promise<HttpResponse> => {
      const visitor = await session(request);
      visitor.delete('editor');
      await visitor.regenerate();
      visitor.flash('success', translate(request, 'You are signed out.'));
      return redirect(urlFor(request, routes.home));
    },
  };
}

/** The form again, with the name but without the password. */
async function again(request: SiteRequest, errors: FieldErrors): Promise<HttpResponse> {
  const form = await request.form();
  const values = { name: form.get('name') ?? '', next: form.get('next') ?? '', errors };
  return render(request, 'sign-in.njk', values, { status: 422 });
}
