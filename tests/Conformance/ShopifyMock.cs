namespace Sync.Conformance.Tests;

/// <summary>What answers as the Shopify schema says, and knows nothing else.</summary>
internal static class ShopifyMock
{
    /// <summary>For <c>node -e</c>, with the schema's path and the port. Every page of a stream says that another follows, after the same cursor.</summary>
    public const string Script = """
        const { readFileSync } = require('fs');
        const { createServer } = require('http');
        const { buildSchema, parse, validate, execute } = require('graphql');
        const { addMocksToSchema } = require('@graphql-tools/mock');
        const [, schemaPath, port] = process.argv;
        let next = 1000;
        const id = kind => () => ({ id: `gid://shopify/${kind}/${next++}` });
        const on = (...names) => Object.fromEntries(names.map(n => [n, () => ({ pageInfo: { hasNextPage: true, endCursor: 'the-same' } })]));
        const plain = buildSchema(readFileSync(schemaPath, 'utf8'));
        const schema = addMocksToSchema({ schema: plain, mocks: {
          ID: () => `gid://shopify/Thing/${next++}`, String: () => 'text', Int: () => 3, Float: () => 1.5, Boolean: () => false,
          ARN: () => 'arn', DateTime: () => '2026-11-01T10:00:00Z', Decimal: () => '12.34', FormattedString: () => 'text', HTML: () => '<p>text</p>',
          JSON: () => '{}', Money: () => '12.34', StorefrontID: () => 'id', URL: () => 'https://example.com/a.png', UnsignedInt64: () => '7',
          PageInfo: () => ({ hasNextPage: false, endCursor: null }), ...on('OrderConnection', 'CustomerConnection', 'ProductConnection', 'LocationConnection'), MoneyV2: () => ({ amount: '12.34', currencyCode: 'USD' }), Shop: () => ({ ianaTimezone: 'America/New_York', currencyCode: 'USD' }),
          AppInstallation: () => ({ accessScopes: ['read_orders', 'read_all_orders', 'read_customers', 'read_products', 'read_inventory', 'read_locations'].map(handle => ({ handle })) }),
          ApiVersion: () => ({ handle: '2026-07', supported: true }),
          InventoryItem: () => ({ tracked: true }), InventoryQuantity: () => ({ name: 'available', quantity: 4 }),
          Order: id('Order'), Customer: id('Customer'), Product: id('Product'), ProductVariant: id('ProductVariant'), Location: id('Location'),
        } });
        createServer((request, response) => {
          let body = '';
          request.on('data', piece => body += piece);
          request.on('end', async () => {
            const { query, variables } = JSON.parse(body);
            const document = parse(query);
            const errors = validate(plain, document);
            const answer = errors.length ? { errors } : await execute({ schema, document, variableValues: variables });
            answer.extensions = { cost: { requestedQueryCost: 10, actualQueryCost: 5, throttleStatus: { maximumAvailable: 2000, currentlyAvailable: 1990, restoreRate: 100 } } };
            response.writeHead(200, { 'Content-Type': 'application/json', 'X-Shopify-API-Version': '2026-07' });
            response.end(JSON.stringify(answer));
          });
        }).listen(Number(port), '127.0.0.1');
        """;
}
