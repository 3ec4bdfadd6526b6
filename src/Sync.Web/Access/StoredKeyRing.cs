using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Sync.Engine.Secrets;
using Sync.Model;

namespace Sync.Web.Access;

/// <summary>Keeps ASP.NET Core's data protection keys in our store, so that every process of the service reads every cookie.</summary>
internal sealed class StoredKeyRing(KeyRing ring) : IXmlRepository
{
    // The interface has no other way; it is asked once a day.
    public IReadOnlyCollection<XElement> GetAllElements() =>
        [.. ring.ReadAsync().GetAwaiter().GetResult().Select(k => XElement.Parse(k.Reveal()))];

    public void StoreElement(XElement element, string friendlyName) =>
        ring.KeepAsync(friendlyName, new Secret(element.ToString(SaveOptions.DisableFormatting))).GetAwaiter().GetResult();
}
