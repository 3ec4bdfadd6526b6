namespace Sync.Chaos.Tests;

/// <summary>Ten pages of orders, which are several batches.</summary>
public sealed class ConcurrencyShops() : ChaosShops(customers: 250, orders: 950, products: 80);
