# -*- Mode: python; coding: utf-8 -*-
# The module for waf, ns-3.35: see README.md beside this file. The lists of files
# are those of CMakeLists.txt, which stays the one place where they are kept.

import os
import re


def required_boost_libs(conf):
    # Boost.Graph's parts that are used are headers only.
    conf.env['REQUIRED_BOOST_LIBS'] += []


def options(opt):
    pass


def configure(conf):
    found = [
        ('libsqlite3-dev', conf.check_cfg(package='sqlite3', uselib_store='STARDUST_SQLITE3',
                                          args=['--cflags', '--libs'], mandatory=False)),
        ('libeigen3-dev', conf.check_cfg(package='eigen3', uselib_store='STARDUST_EIGEN3',
                                         args=['--cflags'], mandatory=False)),
        ('libxml2-dev', conf.check_cfg(package='libxml-2.0', uselib_store='STARDUST_XML2',
                                       args=['--cflags', '--libs'], mandatory=False)),
        ('zlib1g-dev', conf.check_cfg(package='zlib', uselib_store='STARDUST_ZLIB',
                                      args=['--cflags', '--libs'], mandatory=False)),
        ('libboost-graph-dev', conf.check_cxx(header_name='boost/graph/adjacency_list.hpp',
                                              uselib_store='STARDUST_BOOST', mandatory=False)),
    ]
    missing = [name for name, ok in found if not ok]
    if missing:
        conf.report_optional_feature('stardust', 'stardust', False,
                                     'missing ' + ' '.join(missing))
        conf.env['MODULES_NOT_BUILT'].append('stardust')
    else:
        conf.report_optional_feature('stardust', 'stardust', True, '')


def file_list(bld, name):
    """The files of set(NAME ...) in CMakeLists.txt."""
    text = bld.path.find_node('CMakeLists.txt').read()
    found = re.search(r'^set\(' + name + r'\n(.*?)^\)', text, re.MULTILINE | re.DOTALL)
    return found.group(1).split()


def schema_source(bld):
    """Write the trace's schema as a C++ source, as CMakeLists.txt does."""
    schema = bld.path.find_node('model/trace/trace-schema.sql').read()
    header = bld.path.find_node('model/trace/trace-file.h').abspath()
    source = bld.path.get_bld().make_node('trace-schema-sql.cc')
    text = ('#include "%s"\nconst char* const ns3::stardust::TRACE_SCHEMA_SQL = R"sql(%s)sql";\n'
            % (header, schema))
    source.parent.mkdir()
    if not os.path.exists(source.abspath()) or source.read() != text:
        source.write(text)
    return source


def build(bld):
    if 'stardust' in bld.env['MODULES_NOT_BUILT']:
        return
    libraries = ['STARDUST_SQLITE3', 'STARDUST_EIGEN3', 'STARDUST_XML2', 'STARDUST_ZLIB',
                 'STARDUST_BOOST']
    module = bld.create_ns3_module('stardust', ['core', 'network', 'internet', 'mobility',
                                                'propagation', 'wifi', 'traffic-control',
                                                'applications', 'csma', 'point-to-point',
                                                'aodv', 'olsr', 'spectrum', 'lte',
                                                'energy'])
    module.source = file_list(bld, 'source_files') + [schema_source(bld)]
    module.use.extend(libraries)
    module.cxxflags = ['-ffp-contract=off']

    tests = bld.create_ns3_module_test_library('stardust')
    tests.source = file_list(bld, 'test_sources')
    tests.use.extend(libraries)

    headers = bld(features='ns3header')
    headers.module = 'stardust'
    headers.source = file_list(bld, 'header_files')

    if bld.env['ENABLE_EXAMPLES']:
        for name in ('stardust-quickstart', 'stardust-own-network', 'stardust-scaling',
                     'stardust-radio-price'):
            program = bld.create_ns3_program(name, ['stardust'])
            program.source = 'examples/' + name + '.cc'
        program = bld.create_ns3_program('stardust-experiment', ['stardust'])
        program.source = ['examples/stardust-experiment.cc', 'examples/experiment-checks.cc',
                          'examples/experiment-data.cc', 'examples/experiment-energy.cc', 'examples/experiment-networks.cc',
                          'examples/experiment-options.cc',
                          'examples/experiment-recording.cc']
