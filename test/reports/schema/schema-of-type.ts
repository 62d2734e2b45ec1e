import ts from 'typescript'

/** A JSON Schema, draft 2020-12, as far as our types need it. */
export interface JsonSchema {
  readonly [keyword: string]: unknown
}

export interface SchemaSource {
  /** File that exports the type. */
  readonly file: string
  readonly type: string
  /** Of `$id`, a URI. */
  readonly id: string
  readonly title: string
  readonly description: string
}

/** Schema of a plain data type, closed to other properties; descriptions are the doc comments of the type. */
export function schemaOfType({ file, type, id, title, description }: SchemaSource): JsonSchema {
  const program = ts.createProgram([file], {
    strict: true,
    exactOptionalPropertyTypes: true,
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    // Ours use nothing of node's or mocha's types: loading those takes seconds.
    types: [],
  })
  const checker = program.getTypeChecker()
  const source = program.getSourceFile(file)
  const module = source && checker.getSymbolAtLocation(source)
  const symbol = module && checker.getExportsOfModule(module).find((s) => s.name === type)
  if (symbol === undefined) throw new Error(`${file} exports no type ${type}`)
  const walk = new TypeWalk(checker, symbol.name)
  const root = walk.object(checker.getDeclaredTypeOfSymbol(symbol))
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: id,
    title,
    description,
    ...root,
    $defs: Object.fromEntries([...walk.defs].sort(([a], [b]) => (a < b ? -1 : 1))),
  }
}

class TypeWalk {
  readonly defs = new Map<string, JsonSchema>()
  readonly #checker: ts.TypeChecker
  readonly #root: string

  constructor(checker: ts.TypeChecker, root: string) {
    this.#checker = checker
    this.#root = root
  }

  object(type: ts.Type): JsonSchema {
    const properties = this.#checker.getPropertiesOfType(type)
    return {
      type: 'object',
      additionalProperties: false,
      required: properties.filter((p) => !isOptional(p)).map((p) => p.name),
      properties: Object.fromEntries(properties.map((p) => [p.name, this.#property(p)])),
    }
  }

  #property(symbol: ts.Symbol): JsonSchema {
    const checker = this.#checker
    const text = ts.displayPartsToString(symbol.getDocumentationComment(checker))
    const type = checker.getTypeOfSymbol(symbol)
    const plain = this.#schema(isOptional(symbol) ? withoutUndefined(type, checker) : type)
    const schema = isFractional(symbol.name) ? plain : withIntegers(plain)
    return text === '' ? schema : { description: text.replace(/\s+/g, ' '), ...schema }
  }

  #schema(type: ts.Type): JsonSchema {
    const { flags } = type
    if (type.isStringLiteral() || type.isNumberLiteral()) return { const: type.value }
    if ((flags & ts.TypeFlags.String) !== 0) return { type: 'string' }
    if ((flags & ts.TypeFlags.Number) !== 0) return { type: 'number' }
    if ((flags & ts.TypeFlags.Boolean) !== 0) return { type: 'boolean' }
    if ((flags & ts.TypeFlags.Null) !== 0) return { type: 'null' }
    if (type.isUnion()) return this.#union(type.types)
    if (this.#checker.isArrayType(type)) {
      const [items] = this.#checker.getTypeArguments(type as ts.TypeReference)
      if (items !== undefined) return { type: 'array', items: this.#schema(items) }
    }
    if ((flags & ts.TypeFlags.Object) !== 0) return this.#reference(type)
    throw new Error(`no schema for the type ${this.#checker.typeToString(type)}`)
  }

  #union(types: readonly ts.Type[]): JsonSchema {
    if (types.every((t) => t.isStringLiteral())) return { enum: types.map((t) => t.value).sort() }
    const all = types.map((t) => this.#schema(t))
    // 'string | null' is easier to read as a list of types.
    return all.every((s) => typeof s['type'] === 'string' && Object.keys(s).length === 1)
      ? { type: all.map((s) => s['type']).sort() }
      : { anyOf: all }
  }

  /** Named types once, under their name; those written in place stay in place. */
  #reference(type: ts.Type): JsonSchema {
    const name = type.symbol.name
    if (name.startsWith('__')) return this.object(type)
    if (name === this.#root) return { $ref: '#' }
    if (!this.defs.has(name)) {
      this.defs.set(name, {})
      const text = ts.displayPartsToString(type.symbol.getDocumentationComment(this.#checker))
      const schema = this.object(type)
      this.defs.set(
        name,
        text === '' ? schema : { description: text.replace(/\s+/g, ' '), ...schema },
      )
    }
    return { $ref: `#/$defs/${name}` }
  }
}

/** Counts, ports and ids are whole numbers. Times and what is measured may have a fraction, and say so by their names. */
const isFractional = (name: string): boolean =>
  /Ms$|[rR]ate|[sS]hare|PerSecond$|perSecond$|PerMillion|perMillion/.test(name) ||
  ['min', 'median', 'max', 'value'].includes(name)

/** The schema of a property whose numbers are whole; objects within it decide for themselves. */
function withIntegers(schema: JsonSchema): JsonSchema {
  const { type, items } = schema
  const whole = (word: unknown): unknown => (word === 'number' ? 'integer' : word)
  return {
    ...schema,
    ...(type === undefined ? {} : { type: Array.isArray(type) ? type.map(whole) : whole(type) }),
    ...(isSchema(items) ? { items: withIntegers(items) } : {}),
  }
}

const isSchema = (value: unknown): value is JsonSchema =>
  typeof value === 'object' && value !== null

const isOptional = (symbol: ts.Symbol): boolean => (symbol.flags & ts.SymbolFlags.Optional) !== 0

const withoutUndefined = (type: ts.Type, checker: ts.TypeChecker): ts.Type =>
  type.isUnion() ? checker.getNonNullableType(type) : type
