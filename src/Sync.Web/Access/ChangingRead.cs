using Microsoft.AspNetCore.Builder;

namespace Sync.Web.Access;

/// <summary>Marks a route that changes something though it is read (GET), since somebody else's redirect ends there.</summary>
public sealed record ChangingRead;

/// <summary>Marks routes.</summary>
public static class ChangingReadExtensions
{
    /// <summary>The route changes something, and proves by itself that its caller meant to.</summary>
    public static T Changing<T>(this T route)
        where T : IEndpointConventionBuilder => route.WithMetadata(new ChangingRead());
}
