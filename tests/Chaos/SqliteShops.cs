namespace Sync.Chaos.Tests;

/// <summary>Large enough for a dozen commits, of which each takes a few milliseconds.</summary>
public sealed class SqliteShops() : ChaosShops(customers: 400, orders: 1600, products: 150);
