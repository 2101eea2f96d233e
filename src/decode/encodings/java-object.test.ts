import { conformEncoding } from '../../../test/support/conform-encoding.ts'
import { encoding } from './java-object.ts'

/** Written by ObjectOutputStream of OpenJDK. */
const object = Buffer.from(
  'rO0ABXNyAAVUJERldtM6lLACrGm5AgAKRAADbGF0RAADbG9uSQABbkoAA251bVoAAm9rTAAFYWdhaW50ABJMamF2YS9sYW5nL1N0cmluZztMAAVib3hlZHQAEExqYXZhL2xhbmcvTG9uZztMAARraW5kdAAITFQkS2luZDtbAANyYXd0AAJbQlsABHRhZ3N0ABNbTGphdmEvbGFuZy9TdHJpbmc7eHIABlQkQmFzZdM9rf89tqb8AgABTAAEaW1laXEAfgABeHB0AA8zNTY5MzgwMzU2NDM4MDlATfT6rNnoPkAlgSBbwBo3AAAABAABRKIc0kWhAXEAfgAIc3IADmphdmEubGFuZy5Mb25nO4vkkMyPI98CAAFKAAV2YWx1ZXhyABBqYXZhLmxhbmcuTnVtYmVyhqyVHQuU4IsCAAB4cAAAABy+mRoUfnIABlQkS2luZAAAAAAAAAAAEgAAeHIADmphdmEubGFuZy5FbnVtAAAAAAAAAAASAAB4cHQABlRBQkxFVHVyAAJbQqzzF/gGCFTgAgAAeHAAAAAGaW1laT0xdXIAE1tMamF2YS5sYW5nLlN0cmluZzut0lbn6R17RwIAAHhwAAAAAnQAA29uZXQAA3R3bw==',
  'base64',
)
const map = Buffer.from(
  'rO0ABXNyABdqYXZhLnV0aWwuTGlua2VkSGFzaE1hcDTATlwQbMD7AgABWgALYWNjZXNzT3JkZXJ4cgARamF2YS51dGlsLkhhc2hNYXAFB9rBwxZg0QMAAkYACmxvYWRGYWN0b3JJAAl0aHJlc2hvbGR4cD9AAAAAAAAMdwgAAAAQAAAAAnQABGltZWlzcgAOamF2YS5sYW5nLkxvbmc7i+SQzI8j3wIAAUoABXZhbHVleHIAEGphdmEubGFuZy5OdW1iZXKGrJUdC5TgiwIAAHhwAAFEohzSRaF0AARsaXN0c3IAE2phdmEudXRpbC5BcnJheUxpc3R4gdIdmcdhnQMAAUkABHNpemV4cAAAAAJ3BAAAAAJ0AAF4c3EAfgABP0AAAAAAAAF3CAAAAAIAAAABcQB+AAN0AA80OTAxNTQyMDMyMzc1MTh4eHgA',
  'base64',
)

conformEncoding(
  encoding,
  {
    'an object with a class above it': {
      bytes: object,
      gives: [
        '$.imei = 356938035643809',
        '$.lat = 59.9139',
        '$.lon = 10.7522',
        '$.n = 4',
        '$.num = 356938035643809',
        '$.again = 356938035643809',
        '$.boxed = 123456789012',
        '$.kind = TABLET',
        '$.raw = imei=1',
        '$.tags[0] = one',
        '$.tags[1] = two',
      ],
    },
    'a map with a list with a map': {
      bytes: map,
      gives: [
        '$.loadFactor = 0.75',
        '$.threshold = 12',
        '$[key 0] = imei',
        '$.imei = 356938035643809',
        '$[key 1] = list',
        '$.list.size = 2',
        '$.list[0] = x',
        '$.list[1].loadFactor = 0.75',
        '$.list[1].threshold = 1',
        '$.list[1][key 0] = imei',
        '$.list[1].imei = 490154203237518',
      ],
    },
  },
  {
    'its magic alone': Buffer.from('aced0005', 'hex'),
    'a stream of another version': Buffer.from('aced00067400036f6e65', 'hex'),
    text: 'imei=356938035643809',
  },
)
