namespace Sync.Chaos.Tests;

/// <summary>Small: the emulator's commits are slow, so that the kills fall between them all the same.</summary>
public sealed class EmulatorShops() : ChaosShops(customers: 150, orders: 300, products: 50);
