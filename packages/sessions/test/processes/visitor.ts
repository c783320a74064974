/** `visitor.ts <kind> <place> <cookie> <name>`: one process, with fifty keys to set at once and 250 counts to add. */
import { createClient } from '@tsgi/testing';
import { type Kind, openStore } from './open-store.ts';
import { site } from './site.ts';

const [, , kind = '', place = '', cookie = '', name = ''] = process.argv;
const { store, close } = await openStore(kind as Kind, place);
const app = site(store);
const ask = async (path: string): Promise<void> => {
  const response = await createClient(app).get(path, { headers: { Cookie: cookie } });
  if (response.status !== 200) throw new Error(`${path}: ${response.status} ${await response.text()}`);
};
await Promise.all(Array.from({ length: 50 }, (_, at) => ask(`/set?key=${name}-${at}`)));
for (let batch = 0; batch < 125; batch++) await Promise.all([ask('/count?key=count'), ask('/count?key=count')]);
await close();
