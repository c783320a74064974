/** What clients send, as the specification has it, checked. Fields that it does not name are left out. */
import * as v from 'valibot';

const filled = v.pipe(v.string(), v.trim(), v.nonEmpty("can't be blank"), v.maxLength(200, 'is too long'));
const longText = v.pipe(
  v.string(),
  v.check((text) => text.trim() !== '', "can't be blank"),
  v.maxLength(100_000, 'is too long'),
);
const email = v.pipe(filled, v.email('is invalid'));
const password = v.pipe(v.string(), v.nonEmpty("can't be blank"), v.maxLength(200, 'is too long'));
/** Something that can be taken away again: `null` is the same as nothing. */
const clearable = v.pipe(
  v.nullable(v.pipe(v.string(), v.maxLength(2000, 'is too long'))),
  v.transform((text) => text ?? ''),
);
const tag = v.pipe(v.string(), v.trim(), v.nonEmpty("can't be blank"), v.maxLength(50, 'is too long'));

export const login = v.object({ user: v.object({ email: filled, password }) });

export const newUser = v.object({ user: v.object({ username: filled, email, password }) });

export const userUpdate = v.object({
  user: v.pipe(
    v.object({
      email: v.optional(email),
      username: v.optional(filled),
      password: v.optional(password),
      bio: v.optional(clearable),
      image: v.optional(clearable),
    }),
    v.check((user) => Object.values(user).some((value) => value !== undefined), 'needs one field at least'),
  ),
});

export const newArticle = v.object({
  article: v.object({
    title: filled,
    description: longText,
    body: longText,
    tagList: v.optional(v.pipe(v.array(tag), v.maxLength(50, 'is too long')), []),
  }),
});

export const articleUpdate = v.object({
  article: v.object({ title: v.optional(filled), description: v.optional(longText), body: v.optional(longText) }),
});

export const newComment = v.object({ comment: v.object({ body: longText }) });

const count = (minimum: number, fallback: string) =>
  v.pipe(
    v.optional(v.string(), fallback),
    v.regex(/^[0-9]{1,9}$/, 'is not a number'),
    v.transform(Number),
    v.minValue(minimum, `must be ${minimum} or more`),
  );

/** How many of a list's items to give, and which. A page holds a thousand at most. */
export const page = v.object({
  limit: v.pipe(
    count(1, '20'),
    v.transform((limit) => Math.min(limit, 1000)),
  ),
  offset: count(0, '0'),
});

export const articleFilter = v.object({
  tag: v.optional(v.string()),
  author: v.optional(v.string()),
  favorited: v.optional(v.string()),
});
