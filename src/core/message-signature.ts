/** Why a value without a scheme may open no account: in one message (`src/detect`), until several show it (`src/assess`). */
export const mayBeSignature =
  'no scheme stands in front of it, and it is as long as a signature of what a message says'
