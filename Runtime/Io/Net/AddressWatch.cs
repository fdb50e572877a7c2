#nullable enable
using System;
using System.Collections.Generic;
using System.Net;

namespace Earshot.Io
{
    /// <summary>Decides when to list this machine's addresses again: when a default route has changed, as it does
    /// between one network and the next, and now and then for the rest. Listing them at each look would be most of the
    /// garbage that a driver makes. One thread.</summary>
    public sealed class AddressWatch
    {
        private const int LooksAList = 30;

        private readonly Func<List<IPAddress>> _listRoutes;
        private List<IPAddress> _routes;
        private int _looks;

        /// <summary>Begins with the routes there are.</summary>
        /// <param name="listRoutes"><see cref="LocalAddresses.ListDefaultRoutes"/>.</param>
        public AddressWatch(Func<List<IPAddress>> listRoutes)
        {
            _listRoutes = listRoutes;
            _routes = listRoutes();
        }

        /// <summary>Looks, and says whether to list them.</summary>
        public bool IsListDue()
        {
            List<IPAddress> routes = _listRoutes();
            bool isSame = routes.Count == _routes.Count && routes.TrueForAll(_routes.Contains);
            _routes = routes;
            return ++_looks % LooksAList == 0 || !isSame;
        }
    }
}
