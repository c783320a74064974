import { defineRoutes } from '@tsgi/router';

export const routes = defineRoutes({ home: '/', greeting: '/hello/:name' });
