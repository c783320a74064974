/** What others see of a user, and following. */
import { type HttpResponse, json, notFound } from '@tsgi/http';
import { type ConduitRequest, requireViewer, viewerOf } from '../authentication.ts';
import type { Database } from '../models/database.ts';
import { follow, type Profile, profileOf, unfollow } from '../models/users.ts';

interface Named {
  readonly username: string;
}

export function profileViews(database: Database) {
  async function find(username: string, viewer: number | undefined): Promise<Profile & { readonly id: number }> {
    const profile = await profileOf(database, username, viewer);
    if (profile === undefined) throw notFound('profile not found');
    return profile;
  }

  return {
    show: async (request: ConduitRequest, { username }: Named): Promise<HttpResponse> => {
      const viewer = await viewerOf(request);
      return profileResponse(await find(username, viewer?.user.id));
    },

    follow: async (request: ConduitRequest, { username }: Named): Promise<HttpResponse> => {
      const { user } = await requireViewer(request);
      const profile = await find(username, user.id);
      if (profile.id === user.id) return profileResponse(profile);
      await follow(database, user.id, profile.id);
      return profileResponse({ ...profile, following: true });
    },

    unfollow: async (request: ConduitRequest, { username }: Named): Promise<HttpResponse> => {
      const { user } = await requireViewer(request);
      const profile = await find(username, user.id);
      await unfollow(database, user.id, profile.id);
      return profileResponse({ ...profile, following: false });
    },
  };
}

function profileResponse({ username, bio, image, following }: Profile): HttpResponse {
  return json({ profile: { username, bio, image, following } });
}
