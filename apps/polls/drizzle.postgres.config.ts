import { defineConfig } from 'drizzle-kit';

export default defineConfig({
  dialect: 'postgresql',
  schema: './src/models/postgres-tables.ts',
  out: './migrations/postgres',
});
