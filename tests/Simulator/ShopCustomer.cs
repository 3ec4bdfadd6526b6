namespace Sync.Simulator;

/// <summary>A customer of the simulated shop.</summary>
public sealed record ShopCustomer(string Id, string? Email, string FirstName, string LastName, string? Phone, string UserId);
