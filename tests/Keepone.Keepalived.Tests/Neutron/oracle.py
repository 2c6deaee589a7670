#!/usr/bin/python3
"""What the installed Neutron (Debian: python3-neutron, 21.0.0) makes of routers. One process for as many as are asked:

    oracle.py <QUESTIONS >ANSWERS     a line of JSON each
      question  {"router": {...}, "agent": {...}, "release": "21.0.0" or "master"}
      answer    {"configuration": "...", "script": "..." or null} or {"error": "Type: message"}
    oracle.py --time <QUESTIONS       makes each once to warm up, then some times more: the least {"decoding": S, "rendering": S} in seconds for
                                      all of them; no question may be refused

Neutron's own HaRouter and keepalived classes do the work; the rest of the agent (devices, namespaces, iptables, processes) is left out
by stand-ins that do nothing, cheaply, so that the time is the generator's. NEUTRON_TREE=DIRECTORY takes both classes from a source tree
instead; without it "master" is 21.0.0 with the one difference between them, "protocol static" on every route."""
import importlib.util
import json
import os
import sys
import time
import types

from oslo_config import cfg
from neutron.conf.agent import common as agent_options
from neutron.conf.agent.l3 import config as l3_options
from neutron.conf.agent.l3 import ha as ha_options


class Nothing:
    """Answers everything with itself, and does nothing."""

    def __getattr__(self, name):
        return self

    def __call__(self, *args, **kwargs):
        return self

    def __getitem__(self, key):
        return self

    active = False


def load(name, path):
    spec = importlib.util.spec_from_file_location(name, path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    package, _, attribute = name.rpartition('.')
    setattr(sys.modules[package], attribute, module)
    return module


tree = os.environ.get('NEUTRON_TREE')
if tree:
    import neutron.agent.l3
    import neutron.agent.linux
    sys.modules['neutron.agent.linux.conntrackd'] = types.ModuleType('neutron.agent.linux.conntrackd')
    neutron.agent.linux.conntrackd = sys.modules['neutron.agent.linux.conntrackd']
    keepalived = load('neutron.agent.linux.keepalived', f'{tree}/neutron/agent/linux/keepalived.py')
    ha_router = load('neutron.agent.l3.ha_router', f'{tree}/neutron/agent/l3/ha_router.py')
else:
    from neutron.agent.linux import keepalived
    from neutron.agent.l3 import ha_router
from neutron.agent.l3 import router_info
from neutron.agent.linux import ip_lib

OPTIONS = cfg.ConfigOpts()
ha_options.register_l3_agent_ha_opts(OPTIONS)
l3_options.register_l3_agent_config_opts(l3_options.OPTS, OPTIONS)
l3_options.register_l3_agent_config_opts(l3_options.OPTS, cfg.CONF)
agent_options.register_interface_opts(OPTIONS)

NAMES = {'advert_int': 'ha_vrrp_advert_int', 'auth_type': 'ha_vrrp_auth_type', 'auth_password': 'ha_vrrp_auth_password',
         'health_check_interval': 'ha_vrrp_health_check_interval', 'ipv6_gateway': 'ipv6_gateway', 'ha_confs_path': 'ha_confs_path'}
DEFAULTS = {'ha_confs_path': '/var/lib/neutron/ha_confs'}

ROUNDS = 3

nothing = Nothing()
macs = {}


class Device:
    """A device that has the MAC of its port."""

    def __init__(self, name, namespace=None):
        self.link = types.SimpleNamespace(address=macs[name])
        self.addr = nothing


class Driver(Nothing):
    DEV_NAME_LEN = 14


ip_lib.IPDevice = Device
router_info.iptables_manager = nothing
router_info.RouterInfo.initialize = lambda self, monitor: None
keepalived.fileutils = nothing
keepalived.utils = types.SimpleNamespace(throttler=lambda threshold: lambda function: function)


class Router(ha_router.HaRouter):
    """Neutron's router, up to where it would touch the system."""

    def create_router_namespace_object(self, router_id, agent_conf, iface_driver, use_ipv6):
        return types.SimpleNamespace(name='qrouter-' + router_id)

    def _init_conntrackd_manager(self, monitor):
        pass

    def _check_and_set_real_state(self):
        pass

    def ha_network_added(self):
        self.keepalived_manager.get_process = lambda: nothing

    def spawn_state_change_monitor(self, monitor):
        pass

    def _configure_ipv6_params_on_gw(self, *args):
        pass

    def _should_delete_ipv6_lladdr(self, address):
        return False

    def describe(self):
        """As RouterInfo.process does: internal ports, gateway, floating addresses, routes."""
        self.initialize(nothing)
        self._ha_state = 'backup'
        for port in self.router.get('_interfaces', []):
            if port.get('admin_state_up', True):
                macs[self.get_internal_device_name(port['id'])] = port['mac_address']
                self.internal_network_added(port)
        gateway = self.get_ex_gw_port()
        if gateway:
            device = self.get_external_device_name(gateway['id'])
            macs[device] = gateway['mac_address']
            self.external_gateway_added(gateway, device)
            for floating in self.get_floating_ips():
                self.add_floating_ip(floating, device, nothing)
        self.routes_updated([], self.router.get('routes', []))
        configuration = self.keepalived_manager.config.get_config_str()
        check = self._get_keepalived_instance().track_script
        return configuration, check._get_script_str() if check and check._is_needed() else None


is_static = False
if not tree:
    route = keepalived.KeepalivedVirtualRoute
    build = route.build_config
    route.build_config = lambda self: build(self) + (' protocol static' if is_static else '')


def prepare(question):
    """The agent's configuration, which a real agent reads once."""
    global is_static
    is_static = question['release'] == 'master'
    agent = {**DEFAULTS, **question['agent']}
    for key, name in NAMES.items():
        if key in agent:
            OPTIONS.set_override(name, agent[key])
        else:
            OPTIONS.clear_override(name)
    # Else it asks the keepalived of this machine.
    keepalived._IS_NO_TRACK_SUPPORTED = agent.get('no_track', True)
    return agent.get('use_ipv6', True)


def make(router, use_ipv6):
    """From a router as it comes over the message bus, decoded, to the texts of its files."""
    configuration, script = Router(nothing, router['id'], router, OPTIONS, Driver(), use_ipv6=use_ipv6).describe()
    return {'configuration': configuration, 'script': script}


def answer(line):
    try:
        question = json.loads(line)
        return make(question['router'], prepare(question))
    except Exception as error:
        return {'error': f'{type(error).__name__}: {error}'}


def spend(questions):
    """Seconds to decode and seconds to render."""
    decoding = rendering = 0
    for question, text in questions:
        use_ipv6 = prepare(question)
        began = time.perf_counter()
        router = json.loads(text)
        decoded = time.perf_counter()
        make(router, use_ipv6)
        rendering += time.perf_counter() - decoded
        decoding += decoded - began
    return decoding, rendering


lines = sys.stdin.read().splitlines()
if '--time' in sys.argv:
    questions = [(question, json.dumps(question['router'])) for question in map(json.loads, lines)]
    spend(questions)
    rounds = [spend(questions) for _ in range(ROUNDS)]
    print(json.dumps({'decoding': min(spent[0] for spent in rounds), 'rendering': min(spent[1] for spent in rounds)}))
else:
    for line in lines:
        print(json.dumps(answer(line)))
