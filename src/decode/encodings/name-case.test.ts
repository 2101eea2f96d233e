import { conformEncoding } from '../../../test/support/conform-encoding.ts'
import { dnsMessage, dnsQuestion, dnsTypes } from '../../../test/support/dns-message.ts'
import { encoding } from './name-case.ts'

function question(name: string): Buffer {
  return dnsMessage({ id: 7, questions: [dnsQuestion(name, dnsTypes.a)] })
}

conformEncoding(
  encoding,
  {
    'a question in random case': {
      bytes: question('7C31E9A04bD852F6.eXamPle.nEt'),
      gives: ['7c31e9a04bd852f6.example.net'],
      role: 'body',
    },
    'one label in random case': {
      bytes: question('7C31E9A04bD852F6.example.net'),
      gives: ['7c31e9a04bd852f6.example.net'],
      role: 'body',
    },
    'the host of a request': {
      bytes: 'B2NgAA84739.example.net:8080',
      gives: ['b2ngaa84739.example.net:8080'],
      role: 'header',
      key: 'Host',
    },
    'the name in a hello': {
      bytes: 'B2NgAA84739.example.net',
      gives: ['b2ngaa84739.example.net'],
      role: 'body',
    },
  },
  {
    'small letters': { bytes: question('7c31e9a04bd852f6.example.net'), gives: [], role: 'body' },
    capitals: { bytes: question('7C31E9A04BD852F6.EXAMPLE.NET'), gives: [], role: 'body' },
    'a label of each': { bytes: '7C31E9A04BD852F6.example.net', gives: [], role: 'body' },
    'another header': { bytes: 'B2NgAA84739.example.net', gives: [], role: 'header', key: 'X-A' },
    'a token': { bytes: 'eyJhbGciOi.eyJzdWIiOiIx.c2lnbmF0dXJl1A', gives: [], role: 'body' },
    'one word': { bytes: 'CamelCaseOfOneWord', gives: [], role: 'body' },
    'a form': 'a=B2NgAA84739&b=2746383',
  },
)
