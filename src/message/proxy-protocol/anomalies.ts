import type { FramedAnomalies } from '../framed.ts'
import { framedAnomalies } from '../framed.ts'

/** What can be odd about headers of the PROXY protocol. */
export const proxyAnomalies: FramedAnomalies = framedAnomalies('proxy_protocol', 'a PROXY protocol header')
