import { accessSync, constants } from 'node:fs'
import { launch } from 'puppeteer-core'
import type { Browser } from 'puppeteer-core'

export const browserPath: string = process.env['VARDE_CHROMIUM'] ?? '/usr/bin/chromium'

/** Why tests in a browser can not run here; '' where they can. */
export const browserMissing: string = missing()

function missing(): string {
  try {
    accessSync(browserPath, constants.X_OK)
    return ''
  } catch (error) {
    return `there is no Chromium (${error instanceof Error ? error.message : String(error)})`
  }
}

/** Starts a browser that reaches no network: every name is unknown to it, and its proxy is not there. */
export function startBrowser(): Promise<Browser> {
  return launch({
    executablePath: browserPath,
    args: [
      '--no-sandbox',
      '--disable-dev-shm-usage',
      '--disable-background-networking',
      '--host-resolver-rules=MAP * ~NOTFOUND',
      '--proxy-server=127.0.0.1:9',
    ],
  })
}
