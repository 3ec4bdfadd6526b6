namespace Sync.Simulator;

/// <summary>A line of a simulated order.</summary>
public sealed record ShopLine(string ProductId, string Name, int Quantity, decimal Price, string Category)
{
    public decimal Total => Quantity * Price;
}
