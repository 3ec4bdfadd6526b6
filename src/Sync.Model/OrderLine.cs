namespace Sync.Model;

/// <summary>One line of an order.</summary>
/// <param name="ProductId">The POS's id of the product; empty where the line names none.</param>
/// <param name="Name">What the receipt calls it.</param>
/// <param name="Quantity">How many or how much; negative on a return.</param>
/// <param name="UnitPrice">Price of one, in major units of the order's currency; may be finer than a minor unit.</param>
/// <param name="Total">What the line comes to, rounded half away from zero.</param>
/// <param name="Category">The POS's category of the product, where the line states it.</param>
public sealed record OrderLine(string ProductId, string Name, decimal Quantity, decimal UnitPrice, Money Total, string? Category = null);
