import { defineConfig } from '@tsgi/cli';

export default defineConfig({ app: 'dist/app.js', port: 8002, dotenv: 'development.env' });
