// @ts-check
/** The databases of the applications, and their files. */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openDatabase as openConduit } from '../../apps/conduit/src/models/database.ts';
import { openDatabase as openPolls } from '../../apps/polls/src/models/database.ts';

/** @param {string} path in the repository's folder `apps` */
export const inApps = (path) => fileURLToPath(new URL(`../../apps/${path}`, import.meta.url));

/** @param {string} data */
export const pollsDatabase = (data) => openPolls(`file:${join(data, 'polls.db')}`, inApps('polls/migrations'));

/** @param {string} data */
export const conduitDatabase = (data) => openConduit(`file:${join(data, 'conduit.db')}`, inApps('conduit/migrations'));
