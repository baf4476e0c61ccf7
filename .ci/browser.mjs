// One person's journey through the API page in a browser: register, authorise, create, list.
//
// Usage: node browser.mjs TOOLS URL SCREENSHOT
import { createRequire } from 'node:module';
import { strict as assert } from 'node:assert';

const [tools, url, screenshot] = process.argv.slice(2);
const { chromium } = createRequire(`${tools}/`)('playwright-core');

const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
const page = await browser.newPage({ viewport: { width: 1200, height: 1600 } });
page.setDefaultTimeout(20_000);

const faults = [];
page.on('pageerror', (error) => faults.push(error.message));
page.on('requestfailed', (request) => faults.push(`${request.url()} failed`));
page.on('request', (request) => {
  if (request.url().startsWith('http') && !request.url().startsWith(url)) {
    faults.push(`${request.url()} lies elsewhere`);
  }
});

/** Opens an operation, sends it with `body`, and gives what the service answered. */
async function send(operation, body) {
  const block = page.locator(`[id="operations-${operation}"]`);
  await block.locator('.opblock-summary-control').click();
  await block.getByRole('button', { name: 'Try it out' }).click();
  if (body) await block.locator('textarea.body-param__text').fill(JSON.stringify(body));
  const [response] = await Promise.all([
    page.waitForResponse((response) => response.url().includes('/api/v1/')),
    block.getByRole('button', { name: 'Execute' }).click(),
  ]);
  await block.locator('.live-responses-table .response-col_status').first().waitFor();
  return { status: response.status(), body: await response.json() };
}

await page.goto(`${url}/docs/`);
const handle = `ada_${Date.now()}`.slice(0, 30);
const person = { email: `${handle}@example.com`, password: 'correct horse battery', handle, display_name: 'Ada' };
const registered = await send('auth-register', person);
assert.equal(registered.status, 201, JSON.stringify(registered.body));

await page.locator('.auth-wrapper .authorize').first().click();
const dialog = page.locator('.modal-ux');
await dialog.locator('input').first().fill(registered.body.access_token);
await dialog.locator('button.authorize').first().click();
await dialog.locator('button.btn-done').first().click();

const created = await send('posts-create_post', { title: 'Hello', body: 'From the API page.' });
assert.equal(created.status, 201, JSON.stringify(created.body));

const listed = await send('posts-list_posts');
assert.equal(listed.status, 200, JSON.stringify(listed.body));
assert.ok(listed.body.items.some((post) => post.id === created.body.id), 'the post is not listed');

await page.locator('[id="operations-posts-list_posts"]').scrollIntoViewIfNeeded();
await page.screenshot({ path: screenshot });
await browser.close();
assert.deepEqual(faults, []);
