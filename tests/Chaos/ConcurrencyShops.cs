namespace Sync.Chaos.Tests;

/// <summary>A few pages of each kind.</summary>
public sealed class ConcurrencyShops() : ChaosShops(customers: 250, orders: 450, products: 80);
