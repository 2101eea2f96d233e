import {readFileSync,readdirSync} from 'node:fs'
for(const f of readdirSync('cpuprof')){const p=JSON.parse(readFileSync('cpuprof/'+f));const self=new Map(),tot=new Map();const by=new Map(p.nodes.map(n=>[n.id,n]));const par=new Map();for(const n of p.nodes)for(const c of n.children??[])par.set(c,n.id)
const dt=p.timeDeltas;p.samples.forEach((s,i)=>{const k=(id)=>{const n=by.get(id);return n.callFrame.functionName+':'+n.callFrame.url.split('/').pop()+':'+n.callFrame.lineNumber};self.set(k(s),(self.get(k(s))??0)+dt[i]);const seen=new Set();for(let a=s;a!==undefined;a=par.get(a)){const q=k(a);if(!seen.has(q)){seen.add(q);tot.set(q,(tot.get(q)??0)+dt[i])}}})
const top=(m,n)=>[...m].sort((a,b)=>b[1]-a[1]).slice(0,n).map(([k,v])=>(v/1000).toFixed(0).padStart(7)+' ms '+k).join('\n')
console.log('SELF\n'+top(self,14)+'\nTOTAL\n'+top(tot,34))}
